package io.belay.benchmarks.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A JVM that this one started and asks things of, a line a question and a line of JSON an answer;
 * {@link ParentJvm} is the other side. It ends when it is closed, and by itself if this process
 * dies. Used by one thread.
 */
public final class ChildJvm implements AutoCloseable {
  private static final Duration LAST_WORDS = Duration.ofSeconds(5);
  private static final String END = "";

  private final String name;
  private final Process process;
  private final Path complaints;
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

  private ChildJvm(String name, Process process, Path complaints) {
    this.name = name;
    this.process = process;
    this.complaints = complaints;
    Thread reader = new Thread(this::readAnswers, "output-of-" + name);
    reader.setDaemon(true);
    reader.start();
  }

  /** Starts it; what it writes to its standard error is shown if it ends unasked. */
  public static ChildJvm start(JvmPlan plan) throws IOException {
    Path complaints = Files.createTempFile("belay-" + plan.name(), ".log");
    return new ChildJvm(
        plan.name(),
        new ProcessBuilder(plan.command()).redirectError(complaints.toFile()).start(),
        complaints);
  }

  /** Its process's number. */
  public long pid() {
    return process.pid();
  }

  /**
   * Asks it something, and waits for the answer.
   *
   * @throws IOException if it says nothing for so long, or has ended
   */
  public <T> T ask(String question, Class<T> answer, Duration patience)
      throws IOException, InterruptedException {
    OutputStream toChild = process.getOutputStream();
    toChild.write((question + "\n").getBytes(StandardCharsets.UTF_8));
    toChild.flush();
    return await(answer, patience);
  }

  /**
   * Waits for what it says of its own accord, such as that it is ready.
   *
   * @throws IOException if it says nothing for so long, or has ended
   */
  public <T> T await(Class<T> answer, Duration patience) throws IOException, InterruptedException {
    @Nullable String line = answers.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
    if (line == null) {
      throw new IOException("%s said nothing for %s".formatted(name, patience));
    }
    if (line.equals(END)) {
      throw new IOException(
          "%s has ended; it said: %s".formatted(name, Files.readString(complaints).strip()));
    }
    try {
      return Json.read(line, answer);
    } catch (IOException e) {
      throw new IOException("%s said %s".formatted(name, line), e);
    }
  }

  /** Lets it end by itself, and kills it if it does not within 5 s. */
  @Override
  public void close() {
    boolean ended = false;
    try {
      process.getOutputStream().close();
      ended = process.waitFor(LAST_WORDS.toNanos(), TimeUnit.NANOSECONDS);
    } catch (IOException alreadyGone) {
      // Its end of the pipe is closed.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      if (!ended) {
        process.destroyForcibly();
      }
      complaints.toFile().delete();
    }
  }

  private void readAnswers() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(ParentJvm.ANSWER)) {
          answers.add(line.substring(ParentJvm.ANSWER.length()));
        }
      }
    } catch (IOException endOfProcess) {
      // What it said before is there.
    }
    answers.add(END);
  }
}
