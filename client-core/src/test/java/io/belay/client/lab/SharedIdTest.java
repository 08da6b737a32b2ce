package io.belay.client.lab;

import static io.belay.client.peer.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.belay.client.ConnectionSnapshot;
import io.belay.client.ReconnectOptions;
import io.belay.client.Transport;
import io.belay.heartbeat.ServerOptions;
import io.belay.heartbeat.SessionAuthorizer;
import io.belay.heartbeat.SessionRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Two clients that share an id by mistake do not evict each other for ever. */
@InLivenessLab
class SharedIdTest {
  static final List<Transport> TRANSPORTS = LabTransports.all();

  private static final int CONNECTIONS = 4;
  private static final UUID SHARED = new UUID(4, 2);
  private static final Duration PEACE = Duration.ofSeconds(3);

  /** Whoever is sent away is back within this. */
  private static final Duration IMPATIENCE = Duration.ofMillis(200);

  @ParameterizedTest
  @FieldSource("TRANSPORTS")
  void ofTwoLivesOneMustHaveTheSessionForGood(Transport transport) {
    try (LivingServer server = server();
        WatchedClient one = client(transport, server);
        WatchedClient other = client(transport, server)) {
      awaitPeace(() -> List.of(ready(one), ready(other)));

      assertThat(List.of(ready(one).size(), ready(other).size()))
          .containsExactlyInAnyOrder(0, CONNECTIONS);
      // Each of them takes the other's place once, and once more behind the epoch that it is told.
      assertThat(one.ended.size() + other.ended.size()).isLessThanOrEqualTo(3 * CONNECTIONS);
      Proof.measured(
          "two clients with one id",
          transport,
          2 * CONNECTIONS,
          "evicted " + (one.ended.size() + other.ended.size()),
          "sent away " + server.closed.size());
    }
  }

  @Test
  void ofTwoTwinsOneMustHaveTheSessionForGood() throws InterruptedException {
    AtomicInteger lives = new AtomicInteger();
    try (LivingServer server = server()) {
      List<Thread> twins =
          List.of(
              new Thread(() -> liveAgainAndAgain(server.port(), lives)),
              new Thread(() -> liveAgainAndAgain(server.port(), lives)));
      twins.forEach(Thread::start);
      awaitPeace(lives::get);

      assertThat(lives.get()).isBetween(2, 50);
      assertThat(server.closed.size())
          .as("the other has kept trying")
          .isGreaterThan(lives.get() + 10);
      Proof.measured(
          "two clients with one id and epoch",
          Transport.NIO,
          2,
          "lives " + lives,
          "sent away " + server.closed.size());
      twins.forEach(Thread::interrupt);
      for (Thread twin : twins) {
        twin.join();
      }
    }
  }

  /** A client that comes back whenever it is sent away, with an id and an epoch that are taken. */
  private static void liveAgainAndAgain(int port, AtomicInteger lives) {
    while (!Thread.currentThread().isInterrupted()) {
      try (Device device = Device.connect(port, SHARED, 1)) {
        lives.incrementAndGet();
        while (!Thread.currentThread().isInterrupted()) {
          device.ping();
          Proof.pass(Duration.ofMillis(25));
        }
      } catch (IOException sentAway) {
        // Then again.
      }
    }
  }

  /** Waits until something has not changed for a while. */
  private static <T> void awaitPeace(Supplier<T> what) {
    long[] since = {System.nanoTime()};
    AtomicReference<T> last = new AtomicReference<>(what.get());
    eventually(
        "nobody is evicted any more",
        () -> {
          T now = what.get();
          if (!now.equals(last.getAndSet(now))) {
            since[0] = System.nanoTime();
          }
          return System.nanoTime() - since[0] > PEACE.toNanos();
        });
  }

  private static LivingServer server() {
    SessionRegistry sessions = new SessionRegistry(SessionAuthorizer.trustEveryClientIdUnproven());
    return new LivingServer(Transport.NIO, ServerOptions.DEFAULT, Optional.of(sessions));
  }

  private static WatchedClient client(Transport transport, LivingServer server) {
    return new WatchedClient(
        transport,
        "127.0.0.1",
        server.port(),
        CONNECTIONS,
        options ->
            options
                .clientId(SHARED)
                .reconnect(ReconnectOptions.DEFAULT.withMaxBackoff(IMPATIENCE)));
  }

  private static Set<String> ready(WatchedClient client) {
    return client.client.snapshot().connections().stream()
        .filter(each -> each.state() == ConnectionSnapshot.State.READY)
        .map(each -> each.details().id())
        .collect(Collectors.toSet());
  }
}
