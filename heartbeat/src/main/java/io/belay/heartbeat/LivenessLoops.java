package io.belay.heartbeat;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/** The {@link LivenessLoop}s of one client or server: one for each event loop. Any thread. */
public final class LivenessLoops {
  private final ConcurrentMap<EventLoop, LivenessLoop> loops = new ConcurrentHashMap<>();
  private final Heartbeat heartbeat;
  private final Duration hungPeerGrace;
  private final LoopListener listener;
  private final LongSupplier wallMillis;

  /**
   * None yet.
   *
   * @param heartbeat the schedule of all connections
   * @param listener hears of event loops that did not run
   */
  public LivenessLoops(Heartbeat heartbeat, LoopListener listener) {
    this(heartbeat, Duration.ZERO, listener);
  }

  /**
   * None yet.
   *
   * @param heartbeat the schedule of all connections
   * @param hungPeerGrace how much longer a peer stays SUSPECT whose verdict would be {@link
   *     VerdictClass#PEER_HUNG}; zero for not at all
   * @param listener hears of event loops that did not run
   */
  public LivenessLoops(Heartbeat heartbeat, Duration hungPeerGrace, LoopListener listener) {
    this(heartbeat, hungPeerGrace, listener, System::currentTimeMillis);
  }

  LivenessLoops(
      Heartbeat heartbeat, Duration hungPeerGrace, LoopListener listener, LongSupplier wallMillis) {
    this.hungPeerGrace = Objects.requireNonNull(hungPeerGrace, "hungPeerGrace");
    this.heartbeat = Objects.requireNonNull(heartbeat, "heartbeat");
    this.listener = Objects.requireNonNull(listener, "listener");
    this.wallMillis = wallMillis;
  }

  /**
   * The one for an event loop, made on first use.
   *
   * @param loop an event loop
   * @return its liveness loop
   */
  public LivenessLoop of(EventLoop loop) {
    return loops.computeIfAbsent(loop, this::newLoop);
  }

  /**
   * Those made so far.
   *
   * @return a stream of them
   */
  public Stream<LivenessLoop> all() {
    return loops.values().stream();
  }

  private LivenessLoop newLoop(EventLoop loop) {
    LoopClock clock = new LoopClock(loop.ticker(), wallMillis, heartbeat.tick().toNanos());
    return new LivenessLoop(loop, heartbeat, hungPeerGrace, clock, listener);
  }
}
