package io.belay.samples.client;

import io.belay.client.BelayConnection;
import io.belay.client.ClientListener;
import io.belay.client.Endpoint;
import io.belay.client.error.BelayException;
import io.belay.client.error.ConnectionDetails;
import io.belay.heartbeat.CloseReason;
import io.belay.heartbeat.LivenessState;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Counts what happens to the connections, and tells of each event in one line. */
final class ConnectionEvents implements ClientListener<byte[], byte[]> {
  private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(10);

  private final LongAdder opened = new LongAdder();
  private final LongAdder lost = new LongAdder();
  private final LongAdder stalledNanos = new LongAdder();
  private final Histogram roundTrips = new ConcurrentHistogram(LONGEST_NANOS, 3);
  private final Consumer<String> told;

  ConnectionEvents(Consumer<String> told) {
    this.told = told;
  }

  long opened() {
    return opened.sum();
  }

  /** Connections that ended, but for those that this client closed. */
  long lost() {
    return lost.sum();
  }

  /** For how long event loops did not run. */
  Duration stalled() {
    return Duration.ofNanos(stalledNanos.sum());
  }

  /** From each PING to its PONG, in nanoseconds. */
  Histogram roundTrips() {
    return roundTrips.copy();
  }

  @Override
  public void connectFailed(Endpoint endpoint, String connectionId, BelayException failure) {
    told.accept(connectionId + " failed: " + describe(failure));
  }

  @Override
  public void connectionReady(BelayConnection<byte[], byte[]> connection) {
    opened.increment();
    told.accept(connection.details().id() + " ready: " + connection.endpoint());
  }

  @Override
  public void livenessChanged(
      Endpoint endpoint, ConnectionDetails connection, LivenessState state) {
    // A probe is sent every few seconds: only what is out of the ordinary is told.
    if (state == LivenessState.SUSPECT || state == LivenessState.DEAD) {
      told.accept(connection.id() + " " + state);
    }
  }

  @Override
  public void heartbeat(Endpoint endpoint, ConnectionDetails connection, Duration roundTrip) {
    roundTrips.recordValue(Math.min(roundTrip.toNanos(), LONGEST_NANOS));
  }

  @Override
  public void connectionClosed(
      Endpoint endpoint,
      ConnectionDetails connection,
      CloseReason reason,
      Optional<BelayException> failure) {
    if (reason != CloseReason.CLOSED_BY_USER && reason != CloseReason.RETIRED) {
      lost.increment();
    }
    String why = failure.map(known -> ": " + describe(known)).orElse("");
    told.accept(connection.id() + " closed, " + reason + why);
  }

  @Override
  public void retrying(BelayException failure, Duration wait) {
    told.accept("sent again in " + wait.toMillis() + " ms after " + describe(failure));
  }

  @Override
  public void stalled(Duration stall) {
    stalledNanos.add(stall.toNanos());
    told.accept("this client stood still for " + stall.toMillis() + " ms");
  }

  private static String describe(BelayException failure) {
    return failure.getClass().getSimpleName() + ": " + failure.getMessage();
  }
}
