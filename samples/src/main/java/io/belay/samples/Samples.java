package io.belay.samples;

import io.belay.client.Endpoint;
import io.belay.heartbeat.Heartbeat;
import io.belay.heartbeat.TcpKeepAlive;
import io.belay.samples.cli.ConnectionRange;
import io.belay.samples.cli.DurationConverter;
import io.belay.samples.cli.EndpointConverter;
import io.belay.samples.cli.HeartbeatConverter;
import io.belay.samples.cli.KeepAliveConverter;
import io.belay.samples.client.EchoClientCommand;
import io.belay.samples.demo.DemoCommand;
import io.belay.samples.server.EchoServerCommand;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The way in: {@code samples/run echo-server | echo-client | demo}. */
@Command(
    name = "samples/run",
    description = "Programs that show Belay at work, over real sockets.",
    mixinStandardHelpOptions = true,
    version = "Belay samples",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {EchoServerCommand.class, EchoClientCommand.class, DemoCommand.class})
public final class Samples {
  private Samples() {}

  /**
   * Starts a sample, and ends with its exit code.
   *
   * @param args a command and its options; see {@code --help}
   */
  public static void main(String[] args) {
    // Whatever the locale: the samples print ✓ and µ.
    System.setOut(utf8(FileDescriptor.out));
    System.setErr(utf8(FileDescriptor.err));
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Samples())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .registerConverter(Duration.class, new DurationConverter())
        .registerConverter(Endpoint.class, new EndpointConverter())
        .registerConverter(Heartbeat.class, new HeartbeatConverter())
        .registerConverter(TcpKeepAlive.class, new KeepAliveConverter())
        .registerConverter(ConnectionRange.class, ConnectionRange::parse)
        .setParameterExceptionHandler(Samples::refuse)
        .setExecutionExceptionHandler(Samples::explain);
  }

  /** One line: the whole of the help would bury it. */
  private static int refuse(CommandLine.ParameterException refusal, String[] args) {
    CommandLine command = refusal.getCommandLine();
    command
        .getErr()
        .printf(
            "%s%nTry '%s --help'.%n",
            refusal.getMessage(), command.getCommandSpec().qualifiedName());
    return CommandLine.ExitCode.USAGE;
  }

  /** Options that contradict each other are the user's; anything else is a bug worth its trace. */
  private static int explain(
      Exception thrown, CommandLine command, CommandLine.ParseResult parsed) {
    if (thrown instanceof IllegalArgumentException || thrown instanceof IllegalStateException) {
      command.getErr().println(thrown.getMessage());
      return CommandLine.ExitCode.USAGE;
    }
    thrown.printStackTrace(command.getErr());
    return CommandLine.ExitCode.SOFTWARE;
  }

  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }
}
