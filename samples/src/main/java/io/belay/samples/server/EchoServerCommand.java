package io.belay.samples.server;

import io.belay.client.Endpoint;
import io.belay.client.Transport;
import io.belay.client.error.Errno;
import io.belay.client.error.FailureContext;
import io.belay.client.error.FailureTranslator;
import io.belay.client.error.Phase;
import io.belay.heartbeat.ServerOptions;
import io.belay.samples.cli.OrderlyExit;
import io.belay.samples.cli.TlsFiles;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code samples/run echo-server}. */
@Command(
    name = "echo-server",
    description =
        "Answers each request with its own body, until SIGTERM or Ctrl-C. Other messages come back"
            + " as they are.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
public final class EchoServerCommand implements Callable<Integer> {
  private static final int MAX_PORT = 65_535;

  @Option(names = "--host", description = "The address to listen on.")
  private String host = "127.0.0.1";

  @Option(names = "--port", description = "The port to listen on; 0 picks a free one.")
  private int port = 9000;

  @Option(names = "--transport", description = "One of ${COMPLETION-CANDIDATES}.")
  private Transport transport = Transport.AUTO;

  @Option(
      names = "--reap-after",
      paramLabel = "D",
      showDefaultValue = Help.Visibility.NEVER,
      description =
          "Closes a client that was silent for so long, such as 30s. Default: what the client"
              + " declares, within 10s and 10m")
  private Optional<Duration> reapAfter = Optional.empty();

  @Mixin private final TlsFiles tls = TlsFiles.none();

  @Option(names = "--parent", hidden = true, description = "Ends when this process ends.")
  private Optional<Long> parent = Optional.empty();

  @Spec private CommandSpec spec = CommandSpec.create();

  private EchoServerCommand() {}

  @Override
  public Integer call() {
    if (port < 0 || port > MAX_PORT) {
      throw new IllegalArgumentException("port: %d (expected: 0 to %d)".formatted(port, MAX_PORT));
    }
    CountDownLatch asked = new CountDownLatch(1);
    var unused =
        parent
            .flatMap(ProcessHandle::of)
            .map(process -> process.onExit().thenRun(asked::countDown));
    return OrderlyExit.run(asked::countDown, () -> serve(asked));
  }

  private int serve(CountDownLatch asked) {
    try (EchoServer server =
        EchoServer.start(
            new InetSocketAddress(host, port), transport, options(), ServerTls.context(tls))) {
      spec.commandLine().getOut().println("listening on " + endpoint(server.address()));
      asked.await();
      return 0;
    } catch (IOException e) {
      spec.commandLine().getErr().println(refusal(e));
      return 1;
    } catch (InterruptedException e) {
      return 0;
    }
  }

  private ServerOptions options() {
    return reapAfter.map(ServerOptions.DEFAULT::withReapAfter).orElse(ServerOptions.DEFAULT);
  }

  private String refusal(IOException thrown) {
    if (thrown.getCause() instanceof UnresolvedAddressException) {
      return "cannot listen on %s:%d: this name has no address".formatted(host, port);
    }
    Errno errno =
        FailureTranslator.translate(thrown, FailureContext.of(Phase.CONNECT))
            .errno()
            .orElse(Errno.UNKNOWN);
    String why =
        switch (errno) {
          case EADDRINUSE -> "the port is in use (EADDRINUSE); ss -tlnp shows by whom";
          case EADDRNOTAVAIL -> "this machine has no such address (EADDRNOTAVAIL)";
          case EACCES -> "the port is reserved (EACCES)";
          default -> String.valueOf(thrown.getMessage());
        };
    return "cannot listen on %s:%d: %s".formatted(host, port, why);
  }

  private static Endpoint endpoint(InetSocketAddress address) {
    return new Endpoint(address.getAddress().getHostAddress(), address.getPort());
  }
}
