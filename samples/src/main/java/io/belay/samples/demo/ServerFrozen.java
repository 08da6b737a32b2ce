package io.belay.samples.demo;

import io.belay.client.BelayClient;
import io.belay.client.RequestOptions;
import io.belay.client.error.BelayException;
import io.belay.client.error.PeerSilentException;
import io.belay.heartbeat.VerdictClass;
import io.belay.samples.cli.Figures;

/** SIGSTOP: the server's kernel acknowledges everything, and nothing is ever answered. */
final class ServerFrozen implements Scene {
  @Override
  public String title() {
    return "server frozen, then thawed";
  }

  @Override
  public Finding play(Stage stage) throws Exception {
    Narrator narrator = stage.narrator();
    try (BelayClient<byte[], byte[]> client = stage.client().build()) {
      client.warmUp().join();
      narrator.say("kill -STOP %d, then a request to it.".formatted(stage.server().pid()));
      Outcome frozen = requestToFrozen(stage.server(), client);
      frozen.failure().ifPresent(narrator::failure);
      narrator.say("kill -CONT %d, and another request.".formatted(stage.server().pid()));
      Outcome thawed = Outcome.of(client, RequestOptions.DEFAULT);
      narrator.say(
          "%s after %s, over a new connection."
              .formatted(thawed.name(), Figures.time(thawed.after())));
      Bound bound =
          Bound.of(Stage.HEARTBEAT.worstCaseWhileWaiting())
              .excusing(client.snapshot())
              .excusing(frozen.failure());
      return new Finding(
          frozen.failure().filter(ServerFrozen::isRightVerdict).isPresent()
              && bound.holds(frozen.after())
              && thawed.failure().isEmpty(),
          frozen.name(),
          Figures.time(frozen.after()),
          bound.toString());
    }
  }

  private static Outcome requestToFrozen(ServerProcess server, BelayClient<byte[], byte[]> client)
      throws Exception {
    server.freeze();
    try {
      return Outcome.of(client, RequestOptions.DEFAULT);
    } finally {
      server.thaw();
    }
  }

  /** Where the transport has the kernel's testimony, the verdict says that the process hangs. */
  private static boolean isRightVerdict(BelayException failure) {
    return failure instanceof PeerSilentException silent
        && (silent.verdict().tcpInfo().isEmpty()
            || silent.verdict().verdictClass() == VerdictClass.PEER_HUNG);
  }
}
