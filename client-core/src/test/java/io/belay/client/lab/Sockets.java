package io.belay.client.lab;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The sockets of our namespace, as {@code ss} shows them. */
final class Sockets {
  private static final int STATE = 0;
  private static final int LOCAL = 3;
  private static final Pattern INODE = Pattern.compile("ino:(\\d+)");

  private Sockets() {}

  /**
   * One of them, as long as it does more than wait for time to pass.
   *
   * @param inode tells it from a later one of the same port; 0 if no process has it any more
   */
  record Socket(String state, int localPort, long inode) {}

  static List<Socket> towards(String network, String network6) {
    return Command.run("ss", "-tanHe", "dst", network, "or", "dst", network6)
        .lines()
        .map(line -> socket(line.strip()))
        .filter(socket -> !socket.state().equals("TIME-WAIT"))
        .toList();
  }

  /**
   * How many there are in each state, as ss writes it.
   *
   * @param filter which, in the words of ss(8)
   */
  static Map<String, Long> byState(String... filter) {
    return Command.run(
            Stream.concat(Stream.of("ss", "-tanH"), Stream.of(filter)).toArray(String[]::new))
        .lines()
        .map(line -> line.strip().split("\\s+", 2)[STATE])
        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
  }

  private static Socket socket(String line) {
    String[] columns = line.split("\\s+", -1);
    Matcher inode = INODE.matcher(line);
    return new Socket(
        columns[STATE], port(columns[LOCAL]), inode.find() ? Long.parseLong(inode.group(1)) : 0);
  }

  private static int port(String address) {
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
  }
}
