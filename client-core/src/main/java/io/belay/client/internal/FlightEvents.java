package io.belay.client.internal;

import io.belay.client.Endpoint;
import io.belay.client.error.BelayException;
import io.belay.client.error.ConnectionDetails;
import io.belay.heartbeat.CloseReason;
import io.belay.heartbeat.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/**
 * The events of JDK Flight Recorder. None is filled, and nothing is allocated for it, while no
 * recording wants it.
 */
final class FlightEvents {
  private static final String BELAY = "Belay";

  private FlightEvents() {}

  /** What every event of a connection tells. */
  @Category(BELAY)
  @StackTrace(false)
  abstract static class OfConnection extends Event {
    @Label("Endpoint")
    @Nullable String endpoint;

    @Label("Connection")
    @Description("The id, as in log lines and failures; it begins with the client's name")
    @Nullable String connection;

    final void of(Optional<Endpoint> where, Optional<ConnectionDetails> which) {
      endpoint = where.map(Endpoint::toString).orElse(null);
      connection = which.map(ConnectionDetails::id).orElse(null);
    }
  }

  /** What every event of a failure tells besides. */
  abstract static class OfFailure extends OfConnection {
    @Label("Failure")
    @Description("The exception's class; empty if there was none")
    @Nullable String failure;

    @Label("Errno")
    @Description("What the kernel said; empty if it was not asked")
    @Nullable String errno;

    @Label("Phase")
    @Nullable String phase;

    @Label("Message")
    @Nullable String message;

    final void of(@Nullable BelayException thrown) {
      if (thrown != null) {
        failure = thrown.getClass().getSimpleName();
        errno = thrown.errno().map(Enum::name).orElse(null);
        phase = thrown.phase().name();
        message = thrown.getMessage();
      }
    }
  }

  /** {@code belay.Connect}. */
  @Name("belay.Connect")
  @Label("Connect")
  @Description("A connection became ready, or could not be made")
  static final class Connect extends OfFailure {
    @Label("Ready")
    boolean ready;

    @Label("Took")
    @Description("Name, TCP, TLS, opening dialogue and first PONG")
    @Timespan
    long took;
  }

  /** {@code belay.ConnectionClosed}. */
  @Name("belay.ConnectionClosed")
  @Label("Connection Closed")
  @Description("A connection that was ready has ended")
  static final class Closed extends OfFailure {
    @Label("Reason")
    @Nullable String reason;

    @Label("Initiator")
    @Description("Whose act it was: LOCAL, PEER or NETWORK")
    @Nullable String initiator;

    @Label("Age")
    @Timespan
    long age;
  }

  /** {@code belay.HeartbeatVerdict}. */
  @Name("belay.HeartbeatVerdict")
  @Label("Heartbeat Verdict")
  @Description("A peer did not answer within the heartbeat's bound")
  static final class HeartbeatVerdict extends OfConnection {
    @Label("Class")
    @Description("What the kernel's TCP_INFO says of why")
    @Nullable String verdictClass;

    @Label("Silence")
    @Timespan
    long silence;

    @Label("Probes Sent")
    int probesSent;

    @Label("Forgiven")
    @Description("What was not counted, since this process did not run")
    @Timespan
    long forgiven;
  }

  /** {@code belay.Stall}. */
  @Name("belay.Stall")
  @Label("Event Loop Stall")
  @Description("An event loop did not run: a GC pause, a stopped process, a callback that blocked")
  @Category(BELAY)
  @StackTrace(false)
  static final class Stall extends Event {
    @Label("Client")
    @Nullable String client;

    @Label("Stalled")
    @Timespan
    long stalled;
  }

  /** {@code belay.RequestFailed}. */
  @Name("belay.RequestFailed")
  @Label("Request Failed")
  @Description("A request failed for good; its caller was told")
  static final class RequestFailed extends OfFailure {
    @Label("Delivery")
    @Description("Whether it may have been processed")
    @Nullable String delivery;

    @Label("Attempts")
    int attempts;

    @Label("Timeout")
    @Timespan
    long timeout;
  }

  /** Loads what the first failure needs, which may be that no file descriptor is left. */
  static void prepare() {
    for (Event each :
        List.of(
            new Connect(),
            new Closed(),
            new HeartbeatVerdict(),
            new Stall(),
            new RequestFailed())) {
      boolean unused = each.shouldCommit();
    }
  }

  static void connect(
      Endpoint endpoint, Optional<ConnectionDetails> connection, @Nullable BelayException failure) {
    Connect event = new Connect();
    if (event.shouldCommit()) {
      event.of(Optional.of(endpoint), connection);
      event.of(failure);
      event.ready = failure == null;
      event.took = connection.map(ConnectionDetails::age).orElse(Duration.ZERO).toNanos();
      event.commit();
    }
  }

  static void closed(
      Endpoint endpoint,
      ConnectionDetails connection,
      CloseReason reason,
      @Nullable BelayException failure) {
    Closed event = new Closed();
    if (event.shouldCommit()) {
      event.of(Optional.of(endpoint), Optional.of(connection));
      event.of(failure);
      event.reason = reason.name();
      event.initiator = reason.initiator().name();
      event.age = connection.age().toNanos();
      event.commit();
    }
  }

  static void verdict(Endpoint endpoint, ConnectionDetails connection, Verdict verdict) {
    HeartbeatVerdict event = new HeartbeatVerdict();
    if (event.shouldCommit()) {
      event.of(Optional.of(endpoint), Optional.of(connection));
      event.verdictClass = verdict.verdictClass().name();
      event.silence = verdict.silence().toNanos();
      event.probesSent = verdict.probesSent();
      event.forgiven = verdict.forgiven().toNanos();
      event.commit();
    }
  }

  static void stalled(String client, Duration stall) {
    Stall event = new Stall();
    if (event.shouldCommit()) {
      event.client = client;
      event.stalled = stall.toNanos();
      event.commit();
    }
  }

  static void requestFailed(BelayException failure, Duration timeout) {
    RequestFailed event = new RequestFailed();
    if (event.shouldCommit()) {
      event.of(failure.endpoint(), failure.connection());
      event.of(failure);
      event.delivery = failure.delivery().name();
      event.attempts = failure.attempts();
      event.timeout = timeout.toNanos();
      event.commit();
    }
  }
}
