package io.belay.samples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.belay.client.Transport;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(90)
class SampleProcessTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Test
  void sigtermMustEndAServerInOrder() throws Exception {
    try (ServerProcess server = ServerProcess.start(0, Transport.AUTO)) {
      assertThat(server.terminate()).isZero();
    }
  }

  @Test
  void aPortInUseMustBeOneClearLine() throws Exception {
    try (ServerProcess server = ServerProcess.start(0, Transport.AUTO);
        SampleProcess second =
            SampleProcess.start(List.of("echo-server", "--port=" + server.endpoint().port()))) {
      assertThat(second.awaitExit(PATIENCE)).isEqualTo(1);
      assertThat(second.awaitLastLine(PATIENCE))
          .startsWith("cannot listen on " + server.endpoint())
          .contains("the port is in use");
    }
  }

  @Test
  void sigtermMustEndAClientWithItsSummary() throws Exception {
    try (ServerProcess server = ServerProcess.start(0, Transport.AUTO);
        SampleProcess client =
            SampleProcess.start(
                List.of(
                    "echo-client",
                    "--endpoint=" + server.endpoint(),
                    "--duration=1h",
                    "--verbose",
                    "--json"))) {
      client.awaitLine(line -> line.contains(" ready: "), PATIENCE);
      client.terminate();
      assertThat(client.awaitExit(PATIENCE)).isEqualTo(130);
      String last = client.awaitLastLine(PATIENCE);
      assertThat(last).startsWith("{");
      JsonNode json = new ObjectMapper().readTree(last);
      assertThat(json.get("sent").asLong()).isEqualTo(json.get("ok").asLong());
    }
  }

  @Test
  void theScenesWithoutAServerMustHold() throws Exception {
    StringWriter story = new StringWriter();
    Narrator narrator = new Narrator(new PrintWriter(story), false);
    try (Stage stage = new Stage(Transport.AUTO, narrator)) {
      for (Scene scene : List.of(new NobodyListens(), new HttpPort())) {
        Finding finding = scene.play(stage);
        assertThat(finding.holds()).as("%s, %s", finding, story).isTrue();
      }
    }
    assertThat(story.toString()).contains("ConnectionRefusedException ECONNREFUSED", "HTTP");
  }
}
