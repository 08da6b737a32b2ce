package io.belay.client.internal;

import io.belay.client.BelayClient;
import io.belay.client.Endpoint;
import io.belay.client.error.BelayException;
import io.belay.client.error.ConnectionDetails;
import io.belay.heartbeat.CloseReason;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * What the log says of connections to an endpoint that end. Of those that are lost, the first is
 * said in full, and all that follow it within a minute in one line when that is over. The pool's
 * home loop only.
 */
final class CloseLog {
  private static final Logger LOG = LoggerFactory.getLogger(BelayClient.class);
  private static final long SUMMARY_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final Endpoint endpoint;
  // One was said in full, and its minute is not over.
  private boolean gathers;
  private long sinceNanos;
  private final Map<CloseReason, Integer> gathered = new EnumMap<>(CloseReason.class);
  private String lastGathered = "";

  CloseLog(Endpoint endpoint) {
    this.endpoint = endpoint;
  }

  /** A connection that was ready has ended. */
  void closed(
      ConnectionDetails connection,
      CloseReason reason,
      @Nullable BelayException failure,
      long nowNanos) {
    Level level = level(reason);
    if (level == Level.WARN) {
      pass(nowNanos);
      if (gathers) {
        gathered.merge(reason, 1, Integer::sum);
        lastGathered = connection.id();
        level = Level.DEBUG;
      } else {
        gathers = true;
        sinceNanos = nowNanos;
      }
    }
    if (LOG.isEnabledForLevel(level)) {
      LOG.atLevel(level)
          .log(
              "{}: to {} closed after {} s, {}{}",
              connection.id(),
              endpoint,
              connection.age().toSeconds(),
              reason,
              failure == null ? "" : text(failure));
    }
  }

  /** Time passes: says what a minute brought once it is over. */
  void pass(long nowNanos) {
    if (!gathers || nowNanos - sinceNanos < SUMMARY_NANOS) {
      return;
    }
    gathers = false;
    if (!gathered.isEmpty()) {
      LOG.warn(
          "{}: to {} lost too, the last of {} more within a minute: {}",
          lastGathered,
          endpoint,
          gathered.values().stream().mapToInt(Integer::intValue).sum(),
          // Written down at once: the log may format the line later.
          gathered.toString());
      gathered.clear();
    }
  }

  /**
   * What this end means to do is of no interest, what the peer does is, what goes wrong more so.
   */
  private static Level level(CloseReason reason) {
    return switch (reason) {
      case CLOSED_BY_USER, RETIRED -> Level.DEBUG;
      case GOAWAY, PEER_CLOSED, REPLACED -> Level.INFO;
      case RESET, TIMED_OUT, PEER_SILENT, IO_ERROR, PROTOCOL_VIOLATION, NEVER_READY, REAPED ->
          Level.WARN;
    };
  }

  private static String text(BelayException failure) {
    return ": " + failure.getClass().getSimpleName() + ": " + failure.getMessage();
  }
}
