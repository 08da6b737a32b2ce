package io.belay.client.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.belay.client.BelayClient;
import io.belay.client.RequestOptions;
import io.belay.client.Transport;
import io.belay.client.error.BelayException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The chaos run on one transport: rounds with one seed after the other, until time is up. */
final class ChaosRun {
  private static final Path DIRECTORY = Path.of("target/chaos");

  /** One short round in every build; with {@code -Dbelay.chaos.minutes}, longer ones in turn. */
  private static final Duration MINUTES =
      Duration.ofMinutes(Integer.getInteger("belay.chaos.minutes", 0));

  private static final Duration ROUND =
      Duration.ofSeconds(Integer.getInteger("belay.chaos.round", MINUTES.isZero() ? 60 : 280));
  private static final int PER_SECOND = Integer.getInteger("belay.chaos.rate", 250);

  private ChaosRun() {}

  static void play(Transport transport) throws Exception {
    rehearse(transport);
    long began = System.nanoTime();
    // A run that is repeated draws anew, unless it is told what to play.
    long seed = Long.getLong("belay.chaos.seed", System.currentTimeMillis());
    do {
      System.out.printf(
          "[chaos] %s: replay with -Dbelay.chaos.seed=%d -Dbelay.chaos.round=%d%n",
          transport, seed, ROUND.toSeconds());
      Report report =
          new Round(transport, seed, ROUND, PER_SECOND, directory(transport, seed)).play();
      report.write();
      System.out.println("[chaos] " + report.inFull());
      assertThat(report.violations()).as(report.inFull()).isEmpty();
      seed++;
    } while (System.nanoTime() - began + ROUND.toNanos() <= MINUTES.toNanos());
  }

  private static Path directory(Transport transport, long seed) throws IOException {
    Files.createDirectories(DIRECTORY);
    return Files.createTempDirectory(
        DIRECTORY.toAbsolutePath(), "%s-%d-".formatted(transport, seed));
  }

  /** The JDK and Netty keep a few sockets for themselves from their first use on. */
  private static void rehearse(Transport transport) throws IOException {
    try (BelayClient<byte[], byte[]> client =
        BelayClient.builder().endpoint("127.0.0.1", 1).transport(transport).build()) {
      client.send(new byte[1], RequestOptions.DEFAULT.withFailFast(true));
    } catch (BelayException refused) {
      // As it should be.
    }
    new Detour(new InetSocketAddress(1)).close();
  }
}
