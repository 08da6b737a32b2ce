package io.belay.benchmarks.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** The process that started this one, as seen from here: {@link ChildJvm} is its side. */
public final class ParentJvm {
  /** Before every line that is meant for the parent, since libraries print to the same stream. */
  static final String ANSWER = "» ";

  private ParentJvm() {}

  /** Answers one question. */
  @FunctionalInterface
  public interface Answerer {
    /** Returns what becomes the answer's JSON. */
    Object answer(String question) throws Exception;
  }

  /** Tells the parent something of our own accord, such as that we are ready. */
  public static void tell(Object answer) throws IOException {
    System.out.write((ANSWER + Json.write(answer) + "\n").getBytes(StandardCharsets.UTF_8));
    System.out.flush();
  }

  /** Tells the parent something, and ends this process when the parent has no more use for it. */
  public static void tellAndStay(Object answer) throws Exception {
    tell(answer);
    serve(question -> "unknown: " + question);
    System.exit(0);
  }

  /** Answers the parent's questions until it has no more, or is gone. */
  public static void serve(Answerer answerer) throws Exception {
    BufferedReader questions =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = questions.readLine(); line != null; line = questions.readLine()) {
      tell(answerer.answer(line));
    }
  }
}
