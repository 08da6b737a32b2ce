package io.belay.samples.demo;

import io.belay.samples.Samples;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A sample in a process of its own, with the JVM and class path of this one. */
final class SampleProcess implements AutoCloseable {
  private static final Duration LAST_WORDS = Duration.ofSeconds(5);

  private final Process process;
  private final BlockingQueue<String> unread = new LinkedBlockingQueue<>();
  private final List<String> read = new ArrayList<>();
  private final Thread reader;

  private SampleProcess(Process process) {
    this.process = process;
    reader = new Thread(this::readLines, "output-of-" + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  static SampleProcess start(List<String> args) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Samples.class.getName()));
    command.addAll(args);
    return new SampleProcess(new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  long pid() {
    return process.pid();
  }

  /** Waits for a line of its output, and takes all lines up to there. */
  String awaitLine(Predicate<String> wanted, Duration patience)
      throws IOException, InterruptedException {
    long deadlineNanos = System.nanoTime() + patience.toNanos();
    while (true) {
      String line = unread.poll(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (line == null) {
        throw new IOException("the sample did not say what was awaited, but: " + read);
      }
      read.add(line);
      if (wanted.test(line)) {
        return line;
      }
    }
  }

  /** Waits for its end, and returns its last line. */
  String awaitLastLine(Duration patience) throws IOException, InterruptedException {
    awaitExit(patience);
    unread.drainTo(read);
    return read.get(read.size() - 1);
  }

  /** Waits for its end, and returns its exit code. */
  int awaitExit(Duration patience) throws IOException, InterruptedException {
    if (!process.waitFor(patience.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new IOException("the sample did not end within " + patience);
    }
    reader.join(LAST_WORDS.toMillis());
    return process.exitValue();
  }

  /** SIGTERM: asks it to end. Through its handle: the process's own way stops listening to it. */
  void terminate() {
    process.toHandle().destroy();
  }

  /** SIGKILL: ends it, whatever it does. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** SIGSTOP: it stands still, and its kernel goes on. */
  void freeze() throws IOException, InterruptedException {
    signal("STOP");
    // On a busy machine its threads run on for a while after the signal.
    Stage.await("the process to stand still", this::isFrozen);
  }

  /** SIGCONT: it goes on. */
  void thaw() throws IOException, InterruptedException {
    signal("CONT");
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private void signal(String name) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start();
    if (kill.waitFor() != 0) {
      throw new IOException("kill -%s %d failed".formatted(name, pid()));
    }
  }

  /** Whether each of its threads has stopped; see proc(5), {@code /proc/pid/stat}. */
  private boolean isFrozen() {
    try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(pid()), "task"))) {
      return threads.allMatch(SampleProcess::isStopped);
    } catch (IOException noSuchProcess) {
      return true;
    }
  }

  private static boolean isStopped(Path thread) {
    try {
      String stat = Files.readString(thread.resolve("stat"));
      return stat.charAt(stat.lastIndexOf(')') + 2) == 'T';
    } catch (IOException ended) {
      return true;
    }
  }

  private void readLines() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        unread.add(line);
      }
    } catch (IOException endOfProcess) {
      // What it said before is there.
    }
  }
}
