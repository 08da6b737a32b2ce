package io.belay.client.internal;

import io.belay.client.error.BelayException;
import io.belay.client.error.FailureTranslator;
import io.belay.client.error.NetworkUnreachableException;
import io.belay.client.error.Phase;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The way of one connection to a socket that is connected in earnest. Event loop only. */
final class Dial implements AddressRace.Outcome {

  /** Knows where the endpoint is. Any thread. */
  interface Guide {
    /** Where to connect to, the best first; completed on any thread. */
    CompletableFuture<List<InetSocketAddress>> addresses(Identity who);

    /** An address failed, or was overtaken by another. */
    void troubled(InetAddress address);

    /** How many connections came and went of late. */
    Churn churn();
  }

  /** Gets the outcome, once. */
  interface Caller {
    void connected(Channel channel);

    void dialFailed(BelayException failure);
  }

  private final EventLoop loop;
  private final Dialer dialer;
  private final Identity identity;
  private final Guide guide;
  private final ChannelHandler handler;
  private final Caller caller;
  private Phase phase = Phase.RESOLVE;
  private @Nullable AddressRace race;
  private boolean over;

  /**
   * Begins with {@link #start}.
   *
   * @param handler comes into the pipeline of the socket that is connected
   */
  Dial(
      EventLoop loop,
      Dialer dialer,
      Identity identity,
      Guide guide,
      ChannelHandler handler,
      Caller caller) {
    this.loop = loop;
    this.dialer = dialer;
    this.identity = identity;
    this.guide = guide;
    this.handler = handler;
    this.caller = caller;
  }

  void start() {
    var unused = dialer.prepare(this::onLoop).thenRun(this::resolve);
  }

  /** How far it is: resolving, or connecting. */
  Phase phase() {
    return phase;
  }

  /** What went wrong so far, address by address. */
  List<BelayException> failures() {
    List<BelayException> failures = new ArrayList<>();
    if (race != null) {
      race.failures().forEach((address, cause) -> failures.add(translated(address, cause)));
    }
    return failures;
  }

  /** Gives up: there will be no outcome, and no socket is left. */
  void cancel() {
    over = true;
    if (race != null) {
      race.cancel();
    }
  }

  private void resolve() {
    if (!over) {
      var unused =
          guide
              .addresses(identity)
              .whenComplete((found, trouble) -> onLoop(() -> resolved(found, trouble)));
    }
  }

  private void resolved(@Nullable List<InetSocketAddress> found, @Nullable Throwable trouble) {
    if (over) {
      return;
    }
    if (found != null) {
      phase = Phase.CONNECT;
      List<InetSocketAddress> usable = dialer.reachable(found);
      // Nothing will ever be tried there from our local address.
      found.stream().filter(each -> !usable.contains(each)).forEach(this::troubled);
      race = new AddressRace(loop, dialer, usable, this);
      race.start();
    } else if (trouble != null) {
      end(FailureTranslator.translate(trouble, identity.context(phase)));
    }
  }

  /* ---- What becomes of the race. */

  @Override
  public Optional<BelayException> refusalOf(Channel connected, InetSocketAddress address) {
    guide.churn().follow(connected);
    return dialer.refusalOf(connected, identity.context(phase, address));
  }

  @Override
  public void troubled(InetSocketAddress address) {
    guide.troubled(address.getAddress());
  }

  @Override
  public void won(Channel winner, InetSocketAddress address) {
    over = true;
    identity.connected(winner, address);
    winner.pipeline().addLast(handler);
    caller.connected(winner);
  }

  @Override
  public void lost(Map<InetSocketAddress, Throwable> failures) {
    List<CompletableFuture<BelayException>> diagnoses = new ArrayList<>();
    failures.forEach(
        (address, cause) ->
            diagnoses.add(
                Diagnosis.of(
                    translated(address, cause),
                    address,
                    guide.churn().lately(loop.ticker().nanoTime()))));
    var unused =
        CompletableFuture.allOf(diagnoses.toArray(CompletableFuture[]::new))
            .thenAccept(
                all ->
                    onLoop(
                        () ->
                            end(first(diagnoses.stream().map(CompletableFuture::join).toList()))));
  }

  private BelayException translated(InetSocketAddress address, Throwable cause) {
    return FailureTranslator.translate(cause, identity.context(phase, address));
  }

  /**
   * The failure of the best address, with those of the others suppressed. Where this machine has no
   * way of a family at all, that says the least.
   */
  private static BelayException first(List<BelayException> failures) {
    BelayException first =
        failures.stream()
            .filter(each -> !(each instanceof NetworkUnreachableException))
            .findFirst()
            .orElse(failures.get(0));
    failures.stream().filter(each -> each != first).forEach(first::addSuppressed);
    return first;
  }

  private void end(BelayException failure) {
    if (!over) {
      over = true;
      caller.dialFailed(failure);
    }
  }

  private void onLoop(Runnable task) {
    if (loop.inEventLoop()) {
      task.run();
      return;
    }
    LoopTasks.execute(loop, task);
  }
}
