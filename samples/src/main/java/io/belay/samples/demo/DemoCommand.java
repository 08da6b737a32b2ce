package io.belay.samples.demo;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code samples/run demo}. */
@Command(
    name = "demo",
    description = "A tour of faults on real sockets.",
    mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
  private DemoCommand() {}

  @Override
  public Integer call() {
    return 0;
  }
}
