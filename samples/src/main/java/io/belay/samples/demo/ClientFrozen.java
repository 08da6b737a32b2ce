package io.belay.samples.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.belay.heartbeat.Heartbeat;
import io.belay.samples.cli.Figures;
import java.time.Duration;
import java.util.List;

/**
 * SIGSTOP of the client. A process of its own: were this one to stop itself, the shell that started
 * it would take the terminal back.
 */
final class ClientFrozen implements Scene {
  private static final Duration FREEZE = Duration.ofSeconds(4);

  @Override
  public String title() {
    return "client frozen itself";
  }

  @Override
  public Finding play(Stage stage) throws Exception {
    Narrator narrator = stage.narrator();
    try (SampleProcess client = SampleProcess.start(arguments(stage))) {
      client.awaitLine(line -> line.contains(" ready: "), Stage.PATIENCE);
      Duration bound = Stage.HEARTBEAT.worstCaseDetection();
      narrator.say(
          "An echo client of its own, kill -STOP %d in mid-traffic, kill -CONT after %s: by the"
                  .formatted(client.pid(), Figures.time(FREEZE))
              + " clock on the wall the server was silent for longer than %s."
                  .formatted(Figures.time(bound)));
      client.freeze();
      Thread.sleep(FREEZE.toMillis());
      client.thaw();
      JsonNode summary = new ObjectMapper().readTree(client.awaitLastLine(Stage.PATIENCE));
      long lost = summary.path("connections_lost").asLong(-1);
      long failed = summary.path("sent").asLong() - summary.path("ok").asLong();
      Duration stalled = Duration.ofMillis(summary.path("stalled_ms").asLong());
      narrator.say(
          "It noticed that it stood still for %s, and held that against nobody: %s of %s requests"
                  .formatted(
                      Figures.time(stalled),
                      Figures.count(summary.path("ok").asLong()),
                      Figures.count(summary.path("sent").asLong()))
              + " answered over %d connection."
                  .formatted(summary.path("connections_opened").asLong()));
      return new Finding(
          lost == 0
              && failed == 0
              && summary.path("ok").asLong() > 0
              && stalled.compareTo(bound) > 0
              && client.awaitExit(Stage.PATIENCE) == 0,
          "%d closed, %d failed".formatted(lost, failed),
          Figures.time(stalled) + " frozen",
          "none, for any stall");
    }
  }

  private static List<String> arguments(Stage stage) {
    Heartbeat heartbeat = Stage.HEARTBEAT;
    return List.of(
        "echo-client",
        "--endpoint=" + stage.server().endpoint(),
        "--transport=" + stage.transport(),
        "--connections=1..1",
        "--heartbeat=%dms,%dms,%d"
            .formatted(
                heartbeat.idle().toMillis(), heartbeat.interval().toMillis(), heartbeat.probes()),
        "--timeout=30s",
        "--rate=200",
        "--duration=" + FREEZE.plusSeconds(3).toSeconds() + "s",
        "--verbose",
        "--json");
  }
}
