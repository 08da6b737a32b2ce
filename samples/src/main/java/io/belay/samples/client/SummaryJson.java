package io.belay.samples.client;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.belay.samples.load.FailedRequest;
import io.belay.samples.load.FailureKind;
import io.belay.samples.load.LoadResult;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Writes what became of a load, for programs: one JSON object on one line. */
final class SummaryJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private SummaryJson() {}

  static String of(LoadResult result, ConnectionEvents events) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("sent", result.sent());
    json.put("ok", result.answered());
    ObjectNode failed = json.putObject("failed");
    for (FailureKind kind : result.kinds()) {
      failed.put(kind.type(), failed.path(kind.type()).asLong() + result.count(kind));
    }
    ArrayNode failures = json.putArray("failures");
    result.first().forEach(each -> failures.add(failure(each)));
    json.put("elapsed_ms", result.elapsed().toMillis());
    json.put("req_per_s", Math.round(result.perSecond()));
    json.put("p50_us", micros(result.latencyAt(50)));
    json.put("p99_us", micros(result.latencyAt(99)));
    json.put("p999_us", micros(result.latencyAt(99.9)));
    json.put("max_us", micros(result.latencyAt(100)));
    Histogram roundTrips = events.roundTrips();
    json.put("heartbeats", roundTrips.getTotalCount());
    json.put("heartbeat_p50_us", micros(Duration.ofNanos(roundTrips.getValueAtPercentile(50))));
    json.put("heartbeat_max_us", micros(Duration.ofNanos(roundTrips.getMaxValue())));
    json.put("connections_opened", events.opened());
    json.put("connections_lost", events.lost());
    json.put("stalled_ms", events.stalled().toMillis());
    return json.toString();
  }

  private static ObjectNode failure(FailedRequest failed) {
    FailureKind kind = failed.kind();
    ObjectNode json = MAPPER.createObjectNode();
    json.put("type", kind.type());
    json.put("errno", orNull(kind.errno()));
    json.put("phase", orNull(kind.phase()));
    json.put("delivery", orNull(kind.delivery()));
    json.put("message", failed.failure().getMessage());
    json.put("after_ms", failed.after().toMillis());
    return json;
  }

  private static @Nullable String orNull(Optional<?> value) {
    return value.map(Object::toString).orElse(null);
  }

  private static long micros(Duration duration) {
    return TimeUnit.NANOSECONDS.toMicros(duration.toNanos());
  }
}
