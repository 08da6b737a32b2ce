package io.belay.client.lab;

import static io.belay.client.peer.Eventually.eventually;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A peer: a process of its own on a {@link PeerHost}, which runs {@link PeerProgram}. */
final class Peer implements AutoCloseable {
  private final Process process;
  private final PrintStream commands;
  private final BufferedReader replies;

  /**
   * @param tls nothing, or a key store and its password
   */
  Peer(Process namespace, Manner manner, int backlog, String... tls) {
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx128m",
            "-cp",
            testClasses(),
            PeerProgram.class.getName(),
            Integer.toString(PeerHost.PORT),
            manner.name(),
            Integer.toString(backlog)));
    command.addAll(List.of(tls));
    process = Command.start(Command.inside(namespace, command.toArray(String[]::new)));
    commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.US_ASCII);
    replies =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
  }

  long pid() {
    return process.pid();
  }

  void awaitListening() {
    expectReply("listening");
  }

  /** From now on it keeps requests, and answers only PINGs. */
  void hold() {
    tell("hold");
  }

  /** Waits until it keeps a request. */
  void awaitHeld() {
    tell("await-held");
  }

  /** From now on it reads no more than what it is reading. */
  void stopReading() {
    tell("stop-reading");
  }

  /** From now on it reads, and answers nothing. */
  void fallMute() {
    tell("mute");
  }

  /** From now on its PONGs are no echoes. */
  void echoWrongly() {
    tell("echo-wrongly");
  }

  /** From now on it sends messages to everybody, 20 a second. */
  void push() {
    tell("push");
  }

  /** Takes no more connections; those that it has stay. */
  void stopListening() {
    tell("stop-listening");
  }

  /** Sends FIN on every connection. */
  void closeAll() {
    tell("close-all");
  }

  /** Sends RST on every connection. */
  void resetAll() {
    tell("reset-all");
  }

  /** Dies at once (SIGKILL). */
  void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  /** Stands still (SIGSTOP): its kernel goes on, it does not. */
  void freeze() {
    Command.run("kill", "-STOP", Long.toString(pid()));
    eventually("the peer stands still", () -> state() == 'T');
  }

  @Override
  public void close() {
    kill();
    commands.close();
  }

  private void tell(String command) {
    commands.println(command);
    expectReply("done");
  }

  private void expectReply(String expected) {
    try {
      String reply = replies.readLine();
      if (!expected.equals(reply)) {
        throw new IllegalStateException("the peer says " + reply);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The letter behind the name in parentheses, see proc(5). */
  private char state() {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid()), "stat"));
      return stat.charAt(stat.lastIndexOf(')') + 2);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String testClasses() {
    try {
      return Path.of(PeerProgram.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
