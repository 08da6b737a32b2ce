package io.belay.client.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.belay.client.BelayClient;
import io.belay.client.peer.ScriptedPeer;
import java.io.File;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Micrometer is optional: without its jar, the client works. */
@Timeout(60)
class WithoutMicrometerTest {
  private static final String METER_REGISTRY = "io.micrometer.core.instrument.MeterRegistry";

  @Test
  void theClientMustWorkWhereThereIsNoMicrometer() throws Exception {
    String others =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(entry -> !Path.of(entry).getFileName().toString().startsWith("micrometer"))
            .collect(Collectors.joining(File.pathSeparator));
    try (ScriptedPeer peer = new ScriptedPeer()) {
      // A process, since a native library belongs to the class loader that loads it first.
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  others,
                  EchoOnce.class.getName(),
                  Integer.toString(peer.port()))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String answer = new String(process.getInputStream().readAllBytes(), UTF_8);

      assertThat(process.waitFor()).isZero();
      assertThat(answer.strip()).isEqualTo("hello, without " + METER_REGISTRY);
    }
  }

  /** Runs in a process of its own. */
  static final class EchoOnce {
    private EchoOnce() {}

    /** Sends a request, and says what came back and what is missing. */
    public static void main(String[] args) {
      int port = Integer.parseInt(args[0]);
      try (BelayClient<byte[], byte[]> client =
          BelayClient.builder().endpoint("127.0.0.1", port).build()) {
        String answer = new String(client.send("hello".getBytes(UTF_8)), UTF_8);
        try {
          Class.forName(METER_REGISTRY);
          System.out.println(answer + ", beside " + METER_REGISTRY);
        } catch (ClassNotFoundException e) {
          System.out.println(answer + ", without " + e.getMessage());
        }
      }
    }
  }
}
