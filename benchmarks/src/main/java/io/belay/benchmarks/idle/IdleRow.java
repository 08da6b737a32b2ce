package io.belay.benchmarks.idle;

import io.belay.heartbeat.Heartbeat;
import io.belay.heartbeat.LivenessLoop;
import io.belay.heartbeat.LivenessLoops;
import io.belay.heartbeat.LoopListener;
import io.netty.handler.timeout.IdleStateHandler;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The ways to keep connections pinged, in the order of the table. */
enum IdleRow {
  SWEEP("a bare sweep: the floor"),
  IDLE_STATE("IdleStateHandler and a handler that pings"),
  BELAY_HEARTBEAT("Belay's heartbeat, in a plain pipeline"),
  BELAY_CLIENT("Belay, a whole client");

  private final String title;

  IdleRow(String title) {
    this.title = title;
  }

  static IdleRow named(String label) {
    return Arrays.stream(values())
        .filter(row -> row.label().equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "row: %s (expected one of: %s)"
                        .formatted(
                            label,
                            Arrays.stream(values())
                                .map(IdleRow::label)
                                .collect(Collectors.joining(", ")))));
  }

  /** What the command line calls it. */
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What the table calls it. */
  String title() {
    return title;
  }

  /**
   * Opens connections, and returns once all are there.
   *
   * @param spread over how long, where the row leaves it to us
   */
  Keeper open(List<Integer> ports, int connections, Duration spread) throws InterruptedException {
    return switch (this) {
      case SWEEP -> new PlainKeeper(ports, connections, spread, Sweep::new);
      case IDLE_STATE ->
          new PlainKeeper(
              ports,
              connections,
              spread,
              only ->
                  channel ->
                      channel
                          .pipeline()
                          .addLast(
                              new IdleStateHandler(
                                  Pings.IDLE.toMillis(), 0, 0, TimeUnit.MILLISECONDS),
                              new IdleStatePing()));
      case BELAY_HEARTBEAT ->
          new PlainKeeper(
              ports,
              connections,
              spread,
              only -> {
                LivenessLoop liveness =
                    new LivenessLoops(Heartbeat.DEFAULT, LoopListener.NONE).of(only);
                return channel -> LivenessPing.install(liveness, channel);
              });
      case BELAY_CLIENT -> new BelayKeeper(ports, connections);
    };
  }
}
