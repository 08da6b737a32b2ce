package io.belay.heartbeat;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One connection under a manual clock: what its liveness asked for and said, and what its kernel
 * and its user pretend.
 */
final class ScriptedConnection implements LivenessTarget {
  private static final int MANY_STEPS = 20_000;

  static final Duration TICK = Duration.ofMillis(250);

  final ManualTicker ticker = new ManualTicker();
  final List<Duration> pings = new ArrayList<>();
  final List<LivenessState> states = new ArrayList<>();
  final List<String> loopEvents = new ArrayList<>();
  final Duration tick;
  final LivenessLoop loop;
  final Liveness liveness;

  boolean answers = true;
  boolean paused;

  /** Nothing is read but when liveness asks for it; then all of it is. */
  boolean answersLieUnread;

  boolean exchanges;
  boolean announces = true;
  boolean pingsLeave = true;
  int reads;
  long taken;
  long sleptMillis;
  Optional<TcpInfo> tcpInfo = Optional.empty();
  @Nullable Verdict verdict;
  @Nullable Duration verdictAt;
  @Nullable Duration rtt;

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final List<ChannelPromise> held = new ArrayList<>();
  private long toAnswer;
  private boolean announced;

  ScriptedConnection() {
    this(Heartbeat.DEFAULT, ProbeKind.OVERTAKES);
  }

  ScriptedConnection(Heartbeat heartbeat, ProbeKind probe) {
    this(heartbeat, probe, Duration.ZERO);
  }

  ScriptedConnection(Heartbeat heartbeat, ProbeKind probe, Duration hungPeerGrace) {
    tick = heartbeat.tick();
    LoopClock clock = new LoopClock(ticker, this::wallMillis, tick.toNanos());
    LoopListener listener =
        new LoopListener() {
          @Override
          public void loopStalled(io.netty.channel.EventLoop eventLoop, Duration lateness) {
            loopEvents.add("stalled " + lateness);
          }

          @Override
          public void machineSlept(io.netty.channel.EventLoop eventLoop, Duration slept) {
            loopEvents.add("slept " + slept);
          }
        };
    loop = new LivenessLoop(channel.eventLoop(), heartbeat, hungPeerGrace, clock, listener);
    liveness = loop.newLiveness(probe, this);
  }

  /** A connection whose first PING was answered at once. */
  static ScriptedConnection ready() {
    return new ScriptedConnection().start();
  }

  ScriptedConnection start() {
    liveness.start();
    answer();
    return this;
  }

  /** Lets time pass, tick by tick; the peer answers between two ticks, if it answers. */
  void run(Duration time) {
    for (Duration end = ticker.elapsed().plus(time); ticker.elapsed().compareTo(end) < 0; ) {
      step();
    }
  }

  Verdict runToVerdict() {
    runUntil(() -> verdict != null, this::step);
    return verdict;
  }

  /** Takes step after step until it is so, which it must be at some time. */
  void runUntil(BooleanSupplier done, Runnable oneStep) {
    for (int i = 0; !done.getAsBoolean(); i++) {
      if (i == MANY_STEPS) {
        throw new AssertionError("nothing of the kind in " + i + " steps");
      }
      oneStep.run();
    }
  }

  /** The loop runs: what came in, in a stall before it too, is read before the next tick. */
  void step() {
    if (answers) {
      answer();
    }
    announce();
    ticker.advance(tick);
    loop.tick();
    if (answers) {
      answer();
    }
  }

  /** The loop does not run for so long; what comes in meanwhile stays in the kernel. */
  void stall(Duration time) {
    announce();
    ticker.advance(time);
    loop.tick();
  }

  /** Says once that a request is under way, if it says so. */
  private void announce() {
    if (announces && exchanges && !announced) {
      liveness.requestSent();
    }
    announced = exchanges;
  }

  void receive(int bytes) {
    liveness.bytesReceived(bytes);
  }

  void receiveFrame() {
    receive(16);
    liveness.frameReceived();
  }

  void respond() {
    receiveFrame();
    liveness.answered();
  }

  /** Answers the PINGs that are out. */
  void answer() {
    while (toAnswer < pings.size() && pingsLeave) {
      receiveFrame();
      liveness.pongReceived(++toAnswer);
    }
  }

  void letPingsLeave() {
    pingsLeave = true;
    held.forEach(ChannelPromise::setSuccess);
    held.clear();
  }

  private long wallMillis() {
    return ticker.elapsed().toMillis() + sleptMillis;
  }

  @Override
  public ChannelFuture ping(long sequence) {
    pings.add(ticker.elapsed());
    if (sequence != pings.size()) {
      throw new AssertionError("PING " + sequence + " is number " + pings.size());
    }
    ChannelPromise promise = channel.newPromise();
    if (pingsLeave) {
      taken += 16;
      return promise.setSuccess();
    }
    held.add(promise);
    return promise;
  }

  @Override
  public long bytesTaken() {
    return taken;
  }

  @Override
  public boolean readPaused() {
    return paused;
  }

  @Override
  public void readNow() {
    reads++;
    if (answersLieUnread) {
      answer();
    }
  }

  @Override
  public boolean exchangesWaiting() {
    return exchanges;
  }

  @Override
  public boolean announcesRequests() {
    return announces;
  }

  @Override
  public Optional<TcpInfo> tcpInfo() {
    return tcpInfo;
  }

  @Override
  public void livenessChanged(LivenessState from, LivenessState to) {
    states.add(to);
  }

  @Override
  public void rttMeasured(Duration value) {
    rtt = value;
  }

  @Override
  public void condemned(Verdict value) {
    if (verdict != null) {
      throw new AssertionError("condemned twice");
    }
    verdict = value;
    verdictAt = ticker.elapsed();
  }

  /** A sample: segments out, resends, backoff, and how long ago an ack and data came. */
  static TcpInfo sample(
      int unacked, int retransmits, int backoff, long rtoMillis, long ackMillis, long dataMillis) {
    return new TcpInfo(
        unacked,
        retransmits,
        backoff,
        0,
        Duration.ofMillis(rtoMillis),
        Duration.ofNanos(TimeUnit.MICROSECONDS.toNanos(100)),
        Duration.ofMillis(ackMillis),
        Duration.ofMillis(dataMillis));
  }
}
