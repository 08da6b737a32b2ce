package io.belay.client.lab;

import static io.belay.client.peer.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.belay.client.BelayClient;
import io.belay.client.ClientListener;
import io.belay.client.Endpoint;
import io.belay.client.PoolOptions;
import io.belay.client.Transport;
import io.belay.client.error.BelayException;
import io.belay.client.error.ConnectionDetails;
import io.belay.client.peer.ScriptedPeer;
import io.belay.heartbeat.CloseReason;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a pool's connections leave in the kernel, as {@code ss} shows it. */
@InFaultLab
@Isolated
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class PooledSocketsTest {
  private static final int IDLE = 1_000;
  private static final int REQUESTS = 100_000;
  private static final int AT_ONCE = 512;
  private static final byte[] REQUEST = {1, 2, 3};

  /** How many sockets of the client's side there are in each state. */
  private static Map<String, Long> socketsTowards(ScriptedPeer peer) {
    return Sockets.byState("dport = :" + peer.port());
  }

  @ParameterizedTest
  @MethodSource("io.belay.client.lab.LabTransports#all")
  void noSocketMustStayInCloseWaitWhenTheServerClosesIdleConnections(Transport transport) {
    Queue<CloseReason> reasons = new ConcurrentLinkedQueue<>();
    ClientListener<byte[], byte[]> listener =
        new ClientListener<>() {
          @Override
          public void connectionClosed(
              Endpoint endpoint,
              ConnectionDetails connection,
              CloseReason reason,
              Optional<BelayException> failure) {
            reasons.add(reason);
          }
        };
    try (ScriptedPeer peer = new ScriptedPeer();
        BelayClient<byte[], byte[]> client =
            BelayClient.builder()
                .endpoint("127.0.0.1", peer.port())
                .transport(transport)
                .connectTimeout(Duration.ofMinutes(1))
                .pool(PoolOptions.DEFAULT.withMaxConnections(IDLE).withMinConnections(IDLE))
                .listener(listener)
                .build()) {
      client.warmUp().join();
      assertThat(socketsTowards(peer)).containsEntry("ESTAB", (long) IDLE);
      peer.stopListening();
      peer.closeAll();
      eventually("all are evicted", () -> client.snapshot().connections().isEmpty());

      eventually("no socket is left", () -> socketsTowards(peer).isEmpty());
      assertThat(reasons).hasSize(IDLE).containsOnly(CloseReason.PEER_CLOSED);
    }
  }

  @ParameterizedTest
  @MethodSource("io.belay.client.lab.LabTransports#all")
  void manyRequestsMustLeaveFewerSocketsInTimeWaitThanThereMayBeConnections(Transport transport) {
    PoolOptions pool = PoolOptions.DEFAULT.withLifetime(Duration.ofSeconds(1));
    try (ScriptedPeer peer = new ScriptedPeer()) {
      AtomicInteger left = new AtomicInteger(REQUESTS);
      try (BelayClient<byte[], byte[]> client =
          BelayClient.builder()
              .endpoint("127.0.0.1", peer.port())
              .transport(transport)
              .pool(pool)
              .build()) {
        CompletableFuture<?>[] lines = new CompletableFuture<?>[AT_ONCE];
        for (int i = 0; i < AT_ONCE; i++) {
          lines[i] = new CompletableFuture<>();
          sendUntilNoneIsLeft(client, left, lines[i]);
        }
        CompletableFuture.allOf(lines).join();
        eventually("some were retired", () -> peer.goAways.size() >= 3);
      }
      assertThat(peer.requests.get()).isEqualTo(REQUESTS);
      assertThat(socketsTowards(peer).getOrDefault("TIME-WAIT", 0L))
          .as("in TIME_WAIT, of %d that were opened", peer.accepted.get())
          .isLessThan(pool.maxConnections());
    }
  }

  private static void sendUntilNoneIsLeft(
      BelayClient<byte[], byte[]> client, AtomicInteger left, CompletableFuture<?> line) {
    if (left.getAndDecrement() <= 0) {
      line.complete(null);
      return;
    }
    client
        .sendAsync(REQUEST)
        .whenComplete(
            (answer, failure) -> {
              if (failure == null) {
                sendUntilNoneIsLeft(client, left, line);
              } else {
                line.completeExceptionally(failure);
              }
            });
  }
}
