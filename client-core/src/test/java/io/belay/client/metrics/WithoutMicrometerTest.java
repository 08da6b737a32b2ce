package io.belay.client.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.belay.client.peer.ScriptedPeer;
import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Micrometer is optional: without its jar, the client works. */
@Timeout(60)
class WithoutMicrometerTest {
  private static final String METER_REGISTRY = "io.micrometer.core.instrument.MeterRegistry";

  @Test
  void theClientMustWorkWhereThereIsNoMicrometer() throws Exception {
    URL[] others =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !Path.of(entry).getFileName().toString().startsWith("micrometer"))
            .map(WithoutMicrometerTest::url)
            .toArray(URL[]::new);
    try (ScriptedPeer peer = new ScriptedPeer();
        URLClassLoader loader = new URLClassLoader(others, ClassLoader.getPlatformClassLoader())) {
      Object answer =
          loader
              .loadClass(EchoOnce.class.getName())
              .getMethod("echo", int.class)
              .invoke(null, peer.port());

      assertThat(answer).isEqualTo("hello, without " + METER_REGISTRY);
    }
  }

  /** Runs among classes of its own. */
  public static final class EchoOnce {
    private EchoOnce() {}

    /** Sends a request, and says what came back and what is missing. */
    public static String echo(int port) throws Exception {
      try (var client =
          io.belay.client.BelayClient.builder()
              .endpoint("127.0.0.1", port)
              // A native library can be loaded once only.
              .transport(io.belay.client.Transport.NIO)
              .build()) {
        String answer = new String(client.send("hello".getBytes(UTF_8)), UTF_8);
        try {
          Class.forName(METER_REGISTRY);
          return answer + ", beside " + METER_REGISTRY;
        } catch (ClassNotFoundException e) {
          return answer + ", without " + e.getMessage();
        }
      }
    }
  }

  private static URL url(String entry) {
    try {
      return Path.of(entry).toUri().toURL();
    } catch (java.net.MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }
}
