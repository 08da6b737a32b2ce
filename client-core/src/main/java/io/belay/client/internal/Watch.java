package io.belay.client.internal;

import io.belay.heartbeat.Liveness;
import io.belay.heartbeat.LivenessLoop;
import io.belay.heartbeat.LivenessState;
import io.belay.heartbeat.LivenessTarget;
import io.belay.heartbeat.ProbeKind;
import io.belay.heartbeat.TcpInfo;
import io.belay.heartbeat.Verdict;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import org.jspecify.annotations.Nullable;

/** Watches over one connection's peer: joins the connection to its {@link Liveness}. */
final class Watch implements LivenessTarget {
  private static final AtomicLongFieldUpdater<Watch> RECEIVED =
      AtomicLongFieldUpdater.newUpdater(Watch.class, "bytesReceived");

  /** The connection. Called on its event loop. */
  interface Connected {
    boolean awaitsAnswers();

    void livenessChanged(LivenessState to);

    void roundTrip(Duration roundTrip);

    void readsThroughPause();

    void condemned(Verdict verdict);
  }

  private final Connected connected;
  private final Liveness liveness;
  private final boolean byProbes;

  // Event loop only; both set by connected().
  private @Nullable Channel channel;
  private @Nullable Outbound<?, ?> outbound;

  // Written by the event loop only, read by any thread.
  private volatile LivenessState state = LivenessState.HEALTHY;
  private volatile @Nullable Duration roundTrip;
  private volatile long bytesReceived;

  Watch(LivenessLoop loop, ProbeKind probe, Connected connected) {
    this.connected = connected;
    byProbes = probe != ProbeKind.NONE;
    liveness = loop.newLiveness(probe, this);
  }

  /** How alive the peer is. Any thread. */
  LivenessState state() {
    return state;
  }

  /** Whether the protocol has probes to tell it by. Any thread. */
  boolean byProbes() {
    return byProbes;
  }

  /** The last time from PING to PONG. Any thread. */
  Optional<Duration> roundTrip() {
    return Optional.ofNullable(roundTrip);
  }

  /** What came in of the protocol. Any thread. */
  long bytesReceived() {
    return bytesReceived;
  }

  void connected(Channel connected, Outbound<?, ?> opened) {
    channel = connected;
    outbound = opened;
  }

  /** The opening dialogue is over: the first probe goes out, if there are any. */
  void start() {
    liveness.start();
  }

  void stop() {
    liveness.stop();
  }

  boolean isReady() {
    return liveness.isReady();
  }

  void received(int bytes) {
    RECEIVED.lazySet(this, bytesReceived + bytes);
    liveness.bytesReceived(bytes);
  }

  void frameReceived() {
    liveness.frameReceived();
  }

  /** An answer is whole. */
  void answered() {
    liveness.frameReceived();
    liveness.answered();
  }

  void requestSent() {
    liveness.requestSent();
  }

  /** Returns whether such a probe was ever sent. */
  boolean probeAnswered(long sequence) {
    return liveness.pongReceived(sequence);
  }

  void minimumProbeInterval(Duration minimum) {
    liveness.minimumPingInterval(minimum);
  }

  @Override
  public ChannelFuture ping(long sequence) {
    return started(outbound).probe(sequence);
  }

  @Override
  public long bytesTaken() {
    return started(outbound).taken();
  }

  @Override
  public boolean readPaused() {
    return !started(channel).config().isAutoRead();
  }

  @Override
  public void readNow() {
    if (readPaused()) {
      connected.readsThroughPause();
    }
    started(channel).read();
  }

  @Override
  public boolean exchangesWaiting() {
    return connected.awaitsAnswers();
  }

  @Override
  public boolean announcesRequests() {
    return true;
  }

  @Override
  public Optional<TcpInfo> tcpInfo() {
    return TcpInfo.of(started(channel));
  }

  @Override
  public void livenessChanged(LivenessState from, LivenessState to) {
    state = to;
    connected.livenessChanged(to);
  }

  @Override
  public void rttMeasured(Duration rtt) {
    roundTrip = rtt;
    connected.roundTrip(rtt);
  }

  @Override
  public void condemned(Verdict verdict) {
    connected.condemned(verdict);
  }

  private static <T> T started(@Nullable T part) {
    if (part == null) {
      throw new IllegalStateException("not started");
    }
    return part;
  }
}
