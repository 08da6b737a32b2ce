package io.belay.client.internal;

import io.belay.client.error.BelayException;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Connects to the first of several addresses that can be connected to ("Happy Eyeballs", RFC 8305).
 * The best one gets a head start; the next is tried as soon as one fails, and beside those under
 * way when nothing was decided for a while. Event loop only.
 */
final class AddressRace {
  /** Recommended by RFC 8305, section 5: more than most round trips, less than people notice. */
  static final long HEAD_START = TimeUnit.MILLISECONDS.toNanos(250);

  /** Gets the outcome, once. */
  interface Outcome {
    /** Why a socket that is connected is not to be used all the same. */
    Optional<BelayException> refusalOf(Channel connected, InetSocketAddress address);

    /** It is connected; all others are closed. */
    void won(Channel winner, InetSocketAddress address);

    /** None could be connected to. */
    void lost(Map<InetSocketAddress, Throwable> failures);

    /** An address failed, or was overtaken. Any number of times, before the outcome. */
    void troubled(InetSocketAddress address);
  }

  private final EventLoop loop;
  private final Dialer dialer;
  private final List<InetSocketAddress> addresses;
  private final Outcome outcome;

  // In the order in which they began.
  private final Map<ChannelFuture, InetSocketAddress> running = new LinkedHashMap<>();
  private final Map<InetSocketAddress, Throwable> failures = new LinkedHashMap<>();
  private @Nullable Future<?> headStart;
  private int next;
  private boolean over;

  /** Between addresses of which the best is the first. */
  AddressRace(EventLoop loop, Dialer dialer, List<InetSocketAddress> addresses, Outcome outcome) {
    this.loop = loop;
    this.dialer = dialer;
    this.addresses = addresses;
    this.outcome = outcome;
  }

  void start() {
    InetSocketAddress address = addresses.get(next++);
    if (next < addresses.size()) {
      headStart = loop.schedule(this::start, HEAD_START, TimeUnit.NANOSECONDS);
    }
    ChannelFuture connect = dialer.connect(loop, address);
    running.put(connect, address);
    // A channel that could not even be made belongs to no loop, and tells from a thread of Netty's.
    connect.addListener(
        (ChannelFutureListener)
            made -> {
              if (loop.inEventLoop()) {
                decided(made, address);
              } else {
                LoopTasks.execute(loop, () -> decided(made, address));
              }
            });
  }

  /** Gives up: there will be no outcome, and no socket is left. */
  void cancel() {
    end();
  }

  /** What failed so far. */
  Map<InetSocketAddress, Throwable> failures() {
    return failures;
  }

  private void decided(ChannelFuture connect, InetSocketAddress address) {
    running.remove(connect);
    if (over) {
      // It was connected before it could be closed.
      close(connect);
    } else if (!connect.isSuccess()) {
      failed(address, connect.cause());
    } else {
      Optional<BelayException> refusal = outcome.refusalOf(connect.channel(), address);
      if (refusal.isPresent()) {
        close(connect);
        failed(address, refusal.get());
      } else {
        end();
        outcome.won(connect.channel(), address);
      }
    }
  }

  private void failed(InetSocketAddress address, Throwable cause) {
    failures.put(address, cause);
    outcome.troubled(address);
    if (next < addresses.size()) {
      stopWaiting();
      start();
    } else if (running.isEmpty()) {
      end();
      outcome.lost(failures);
    }
  }

  private void end() {
    over = true;
    stopWaiting();
    // Closing one decides it, which may come at once.
    Map<ChannelFuture, InetSocketAddress> losers = new LinkedHashMap<>(running);
    running.clear();
    losers.forEach(
        (connect, address) -> {
          outcome.troubled(address);
          close(connect);
        });
  }

  private void stopWaiting() {
    if (headStart != null) {
      headStart.cancel(false);
      headStart = null;
    }
  }

  private static void close(ChannelFuture connect) {
    // A channel that could not even be made cannot be closed, and throws.
    if (connect.cause() == null) {
      var unused = connect.channel().close();
    }
  }
}
