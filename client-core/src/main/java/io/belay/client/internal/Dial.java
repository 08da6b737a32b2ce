package io.belay.client.internal;

import io.belay.client.error.BelayException;
import io.belay.client.error.FailureTranslator;
import io.belay.client.error.Phase;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The way of one connection to a socket that is connected in earnest. Event loop only. */
final class Dial {

  /** Gets the outcome, once. */
  interface Caller {
    void connected(Channel channel);

    void dialFailed(BelayException failure);
  }

  private final EventLoop loop;
  private final Dialer dialer;
  private final Identity identity;
  private final ChannelHandler handler;
  private final Caller caller;
  private Phase phase = Phase.RESOLVE;
  private @Nullable ChannelFuture connect;
  private @Nullable InetSocketAddress address;
  private boolean over;

  Dial(EventLoop loop, Dialer dialer, Identity identity, ChannelHandler handler, Caller caller) {
    this.loop = loop;
    this.dialer = dialer;
    this.identity = identity;
    this.handler = handler;
    this.caller = caller;
  }

  void start() {
    var unused = dialer.prepare().whenComplete((ready, trouble) -> onLoop(this::resolve));
  }

  /** How far it is: resolving, or connecting. */
  Phase phase() {
    return phase;
  }

  /** Gives up: there will be no outcome, and no socket is left. */
  void cancel() {
    over = true;
    // A channel that could not even be made cannot be closed, and throws.
    if (connect != null && connect.cause() == null) {
      var unused = connect.channel().close();
    }
  }

  private void resolve() {
    if (!over) {
      dialer.resolve(loop, identity.endpoint).addListener(this::resolved);
    }
  }

  private void resolved(Future<? super InetSocketAddress> resolution) {
    if (over) {
      return;
    }
    if (!resolution.isSuccess()) {
      fail(resolution.cause());
      return;
    }
    phase = Phase.CONNECT;
    InetSocketAddress resolved = (InetSocketAddress) resolution.getNow();
    address = resolved;
    connect = dialer.connect(loop, resolved, handler);
    // A channel that could not even be made belongs to no loop, and tells from a thread of Netty's.
    connect.addListener((ChannelFutureListener) made -> onLoop(() -> connected(made)));
  }

  private void connected(ChannelFuture connected) {
    if (over) {
      return;
    }
    if (!connected.isSuccess()) {
      connect = null; // It is closed, if it ever was a channel.
      fail(connected.cause());
      return;
    }
    Channel channel = connected.channel();
    identity.connected(channel);
    dialer.opened(identity.endpoint, channel);
    Optional<BelayException> refusal = dialer.refusalOf(channel, identity.context(phase));
    if (refusal.isPresent()) {
      var unused = channel.close();
      fail(refusal.get());
      return;
    }
    over = true;
    caller.connected(channel);
  }

  private void fail(Throwable cause) {
    BelayException failure = FailureTranslator.translate(cause, identity.context(phase));
    if (address == null) {
      end(failure);
    } else {
      var unused =
          Diagnosis.of(failure, address, dialer.churn(identity.endpoint, loop))
              .thenAccept(diagnosed -> onLoop(() -> end(diagnosed)));
    }
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
