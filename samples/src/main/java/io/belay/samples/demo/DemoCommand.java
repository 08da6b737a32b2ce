package io.belay.samples.demo;

import io.belay.client.Transport;
import io.belay.samples.cli.OrderlyExit;
import io.belay.samples.cli.Terminal;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code samples/run demo}. */
@Command(
    name = "demo",
    description =
        "A tour of faults on real sockets, against a server process that it starts and stops"
            + " itself. Takes less than a minute and a half.",
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:Every promise held.", "1:One did not.", "130:Ctrl-C ended it early."})
public final class DemoCommand implements Callable<Integer> {
  private static final int INTERRUPTED = 130;

  @Option(
      names = "--transport",
      description = "One of ${COMPLETION-CANDIDATES}, at both ends. Default: ${DEFAULT-VALUE}")
  private Transport transport = Transport.AUTO;

  @Spec private CommandSpec spec = CommandSpec.create();

  private DemoCommand() {}

  @Override
  public Integer call() {
    // What fails here fails on purpose, and the tour tells of it.
    System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "off");
    Narrator narrator = new Narrator(spec.commandLine().getOut(), Terminal.colours());
    Tour tour = new Tour(narrator, transport);
    Thread player = Thread.currentThread();
    return OrderlyExit.run(player::interrupt, () -> play(tour));
  }

  private int play(Tour tour) {
    try {
      return tour.play() ? 0 : 1;
    } catch (InterruptedException e) {
      return INTERRUPTED;
    } catch (IOException e) {
      spec.commandLine().getErr().println("the server process did not start: " + e.getMessage());
      return 1;
    }
  }
}
