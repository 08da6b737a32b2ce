package io.belay.client.lab;

import java.util.List;

/** The sockets of our namespace, as {@code ss} shows them. */
final class Sockets {
  private Sockets() {}

  /** Their states, without those that only wait for time to pass. */
  static List<String> statesTowards(String network, String network6) {
    return Command.run("ss", "-tanH", "dst", network, "or", "dst", network6)
        .lines()
        .map(line -> line.strip().split("\\s+", 2)[0])
        .filter(state -> !state.equals("TIME-WAIT"))
        .toList();
  }
}
