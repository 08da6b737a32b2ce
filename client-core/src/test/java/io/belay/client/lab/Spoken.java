package io.belay.client.lab;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.Optional;

/** The language of the system's errors. */
final class Spoken {
  private Spoken() {}

  /** Why the lab does not speak the language that it was asked to, if it was. */
  static Optional<String> missing() {
    String asked = System.getenv("LAB_LOCALE");
    if (asked == null || asked.isEmpty()) {
      return Optional.empty();
    }
    String refusal = refusal();
    return refusal.equals("Connection refused")
        ? Optional.of("locale %s has no texts for errors (Debian: libc-l10n)".formatted(asked))
        : Optional.empty();
  }

  private static String refusal() {
    try (SocketChannel channel = SocketChannel.open()) {
      channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1));
      throw new IllegalStateException("somebody listens on port 1");
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
