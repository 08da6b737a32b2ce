package io.belay.benchmarks;

import io.belay.benchmarks.echo.EchoCommand;
import io.belay.benchmarks.idle.IdleCommand;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The benchmarks of whole processes; those of parts are JMH's. */
@Command(
    name = "benchmarks/run",
    description = "Benchmarks of whole processes.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {EchoCommand.class, IdleCommand.class})
public final class Benchmarks {
  private Benchmarks() {}

  /** Runs a benchmark, and ends with its exit code. */
  public static void main(String[] args) {
    // Whatever the locale: the tables have a µ.
    System.setOut(utf8(FileDescriptor.out));
    System.setErr(utf8(FileDescriptor.err));
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Benchmarks());
  }

  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }
}
