package io.belay.client;

import static io.belay.client.peer.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.belay.client.error.ConnectionRefusedException;
import io.belay.client.error.Delivery;
import io.belay.client.error.NoEndpointException;
import io.belay.client.error.Phase;
import io.belay.client.peer.ScriptedPeer;
import io.belay.client.peer.ScriptedPeer.OnRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Endpoints that come, go and fail, over real sockets. */
@Timeout(60)
class EndpointSourceTest {
  private static final byte[] REQUEST = {1, 2, 3};
  private static final RequestOptions AT_ONCE = RequestOptions.DEFAULT.withFailFast(true);

  private final ScriptedPeer one = new ScriptedPeer();
  private final ScriptedPeer two = new ScriptedPeer();
  private final Registry registry = new Registry();

  @AfterEach
  void closePeers() {
    one.close();
    two.close();
  }

  /** A registry of which the test says what it says. */
  private static final class Registry implements EndpointSource {
    private final AtomicInteger closed = new AtomicInteger();
    private volatile Watcher watcher;

    @Override
    public Subscription subscribe(Watcher newWatcher) {
      watcher = newWatcher;
      return closed::incrementAndGet;
    }

    void names(ScriptedPeer... peers) {
      watcher.update(Stream.of(peers).map(Registry::at).collect(Collectors.toSet()));
    }

    private static Endpoint at(ScriptedPeer peer) {
      return new Endpoint("127.0.0.1", peer.port());
    }
  }

  /** Writes down what it is told of endpoints. */
  private static final class Recorder implements ClientListener<byte[], byte[]> {
    private final Queue<Set<Endpoint>> changes = new ConcurrentLinkedQueue<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

    @Override
    public void endpointsChanged(Set<Endpoint> endpoints) {
      changes.add(endpoints);
    }

    @Override
    public void endpointSourceFailed(Throwable cause) {
      failures.add(cause);
    }
  }

  private BelayClientBuilder builder() {
    return BelayClient.builder().endpoints(registry);
  }

  @Test
  void anEndpointThatComesMustBeDialledAndServeAtOnce() {
    Recorder recorder = new Recorder();
    try (BelayClient<byte[], byte[]> client = builder().listener(recorder).build()) {
      CompletableFuture<byte[]> early = client.sendAsync(REQUEST);
      registry.names(one);
      assertThat(early.join()).isEqualTo(REQUEST);
      one.onRequest = OnRequest.HOLD;
      CompletableFuture<byte[]> held = client.sendAsync(REQUEST);
      registry.names(one, two);
      eventually("its minimum is there", () -> two.accepted.get() == 1);
      client.warmUp().join();

      assertThat(client.send(REQUEST)).as("by the one with less to do").isEqualTo(REQUEST);
      assertThat(two.requests.get()).isEqualTo(1);
      one.answerHeld();
      assertThat(held.join()).isEqualTo(REQUEST);
      assertThat(recorder.changes)
          .containsExactly(Set.of(Registry.at(one)), Set.of(Registry.at(one), Registry.at(two)));
    }
  }

  @Test
  void anEndpointThatGoesMustFinishWhatItHasAndGetNothingMore() {
    try (BelayClient<byte[], byte[]> client = builder().build()) {
      registry.names(one);
      client.warmUp().join();
      one.onRequest = OnRequest.HOLD;
      CompletableFuture<byte[]> held = client.sendAsync(REQUEST);
      eventually("it is at the first", () -> one.heldCount() == 1);
      registry.names(two);
      eventually(
          "it is withdrawn",
          () ->
              client.snapshot().endpoints().stream()
                  .anyMatch(
                      each ->
                          each.endpoint().equals(Registry.at(one))
                              && each.withdrawn()
                              && each.ready() == 0));
      for (int i = 0; i < 20; i++) {
        assertThat(client.send(REQUEST)).isEqualTo(REQUEST);
      }
      assertThat(one.requests.get()).isEqualTo(1);

      one.answerHeld();
      assertThat(held.join()).isEqualTo(REQUEST);
      eventually("it was left with a GOAWAY", () -> one.channels.isEmpty());
      assertThat(one.goAways).hasSize(1);
      eventually("it is forgotten", () -> client.snapshot().endpoints().size() == 1);
      assertThat(one.accepted.get()).as("dialled again").isEqualTo(1);
    }
  }

  @Test
  void anEndpointThatComesBackWhileItDrainsMustBeOneWithItself() {
    try (BelayClient<byte[], byte[]> client = builder().build()) {
      registry.names(one);
      client.warmUp().join();
      one.onRequest = OnRequest.HOLD;
      CompletableFuture<byte[]> held = client.sendAsync(REQUEST);
      eventually("it is there", () -> one.heldCount() == 1);
      registry.names();
      registry.names(one);
      client.warmUp().join();

      assertThat(one.hellos.stream().map(hello -> hello.connectionIndex()))
          .as("no two connections have one number")
          .containsExactly(0L, 1L);
      one.answerHeld();
      assertThat(held.join()).isEqualTo(REQUEST);
    }
  }

  @Test
  void withoutEndpointsRequestsMustWaitOrFailAtOnceAsTheyWish() {
    try (BelayClient<byte[], byte[]> client = builder().build()) {
      registry.names(one);
      client.send(REQUEST);
      registry.names();
      eventually("it is gone", () -> client.snapshot().connections().isEmpty());
      NoEndpointException failure =
          catchThrowableOfType(NoEndpointException.class, () -> client.send(REQUEST, AT_ONCE));
      assertThat(failure.phase()).isEqualTo(Phase.RESOLVE);
      assertThat(failure.delivery()).isEqualTo(Delivery.NOT_SENT);
      assertThatThrownBy(
              () -> client.send(REQUEST, RequestOptions.DEFAULT.withTimeout(Duration.ofMillis(50))))
          .isInstanceOf(NoEndpointException.class);

      CompletableFuture<byte[]> patient = client.sendAsync(REQUEST);
      registry.names(two);
      assertThat(patient.join()).isEqualTo(REQUEST);
    }
  }

  @Test
  void aSourceThatHasNotSpokenYetMustBeWaitedFor() {
    try (BelayClient<byte[], byte[]> client = builder().build()) {
      CompletableFuture<byte[]> hasty = client.sendAsync(REQUEST, AT_ONCE);
      eventually("it waits", () -> client.snapshot().waiting() == 1);
      registry.names(one);

      assertThat(hasty.join()).isEqualTo(REQUEST);
    }
  }

  @Test
  void aSourceThatFailsMustNotCostTheEndpointsThatItNamedBefore() {
    Recorder recorder = new Recorder();
    IOException down = new IOException("the registry is down");
    try (BelayClient<byte[], byte[]> client = builder().listener(recorder).build()) {
      registry.names(one);
      client.warmUp().join();
      registry.watcher.failed(down);
      eventually("the listener knows", () -> recorder.failures.contains(down));
      one.resetAll();
      // It may be on its way when the reset comes.
      assertThat(client.send(REQUEST, RequestOptions.DEFAULT.withIdempotent(true)))
          .isEqualTo(REQUEST);
    }
  }

  @Test
  void aSourceThatNeverKnewMustBeTheReason() {
    IOException down = new IOException("the registry is down");
    try (BelayClient<byte[], byte[]> client = builder().build()) {
      CompletableFuture<byte[]> hasty = client.sendAsync(REQUEST, AT_ONCE);
      registry.watcher.failed(down);

      assertThatThrownBy(hasty::join)
          .cause()
          .isInstanceOf(NoEndpointException.class)
          .hasMessageContaining("the registry is down")
          .hasCause(down);
      assertThatThrownBy(() -> client.send(REQUEST, AT_ONCE))
          .isInstanceOf(NoEndpointException.class);
    }
  }

  @Test
  void aSetOfTheCallersMustBeCopied() {
    try (BelayClient<byte[], byte[]> client = builder().build()) {
      Set<Endpoint> mine = Stream.of(Registry.at(one)).collect(Collectors.toSet());
      registry.watcher.update(mine);
      mine.clear();

      assertThat(client.send(REQUEST)).isEqualTo(REQUEST);
    }
  }

  @Test
  void aLeaseMustKeepItsConnectionToAnEndpointThatIsGone() {
    try (BelayClient<byte[], byte[]> client = builder().build()) {
      registry.names(one);
      try (Lease<byte[], byte[]> lease = client.lease()) {
        registry.names(two);
        eventually("the other is there", () -> two.accepted.get() == 1);
        client.send(REQUEST);
        assertThat(lease.send(REQUEST)).isEqualTo(REQUEST);
        assertThat(one.requests.get()).isEqualTo(1);
      }
      eventually("it is left when it is given back", () -> one.channels.isEmpty());
      assertThat(client.send(REQUEST)).isEqualTo(REQUEST);
    }
  }

  @Test
  void theSubscriptionMustBeClosedOnceWithTheClient() {
    BelayClient<byte[], byte[]> client = builder().build();
    registry.names(one);
    client.send(REQUEST);
    client.close();
    client.close();
    registry.names(one, two);

    assertThat(registry.closed.get()).isEqualTo(1);
    assertThat(two.accepted.get()).isZero();
  }

  @Test
  void aSourceThatThrowsWhenItIsToldToStopMustDisturbNothing() {
    EndpointSource hostile =
        watcher -> {
          watcher.update(Set.of(Registry.at(one)));
          return () -> {
            throw new IllegalStateException("on purpose");
          };
        };
    try (BelayClient<byte[], byte[]> client = BelayClient.builder().endpoints(hostile).build()) {
      assertThat(client.send(REQUEST)).isEqualTo(REQUEST);
    }
  }

  @Test
  void aSourceThatCannotBeSubscribedToMustFailTheBuildAndLeaveNothing() {
    BelayClientBuilder builder =
        BelayClient.builder()
            .name("unsubscribed")
            .endpoints(
                watcher -> {
                  throw new IllegalStateException("no such registry");
                });

    assertThatThrownBy(builder::build).isInstanceOf(IllegalStateException.class);
    eventually(
        "its threads are gone",
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("belay-unsubscribed")));
  }

  @Test
  void endpointsMustComeFromOnePlace() {
    assertThatThrownBy(() -> builder().endpoint("127.0.0.1", 1).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected: one or the other");
  }

  @Test
  void requestsMustGoWhereTheLeastIsInFlightWhateverTheEndpoint() {
    one.onRequest = OnRequest.HOLD;
    two.onRequest = OnRequest.HOLD;
    PoolOptions pool = PoolOptions.DEFAULT.withMaxConnections(1);
    try (BelayClient<byte[], byte[]> client = builder().pool(pool).build()) {
      registry.names(one, two);
      client.warmUp().join();
      List<CompletableFuture<byte[]>> answers = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        answers.add(client.sendAsync(REQUEST));
      }
      eventually("all are there", () -> one.heldCount() + two.heldCount() == 10);

      assertThat(one.heldCount()).isEqualTo(5);
      one.answerHeld();
      two.answerHeld();
      answers.forEach(CompletableFuture::join);
    }
  }

  @Test
  void anEndpointThatRefusesMustRestWhileOthersServeTheHastyToo() {
    one.stopListening();
    try (BelayClient<byte[], byte[]> client = builder().build()) {
      registry.names(one, two);
      for (int i = 0; i < 200; i++) {
        assertThat(client.send(REQUEST, AT_ONCE)).isEqualTo(REQUEST);
      }
      EndpointSnapshot failing =
          client.snapshot().endpoints().stream()
              .filter(each -> each.endpoint().equals(Registry.at(one)))
              .findFirst()
              .orElseThrow();
      assertThat(failing.lastConnectFailure().orElseThrow())
          .isInstanceOf(ConnectionRefusedException.class);
    }
  }

  @Test
  void theHastyMustFailOnlyOnceNothingCanConnect() {
    try (BelayClient<byte[], byte[]> client = builder().build()) {
      registry.names(one, two);
      client.warmUp().join();
      one.stopListening();
      one.closeAll();
      assertThat(client.send(REQUEST, AT_ONCE)).isEqualTo(REQUEST);
      two.stopListening();
      two.closeAll();
      eventually(
          "both have been tried in vain",
          () ->
              client.snapshot().endpoints().stream()
                  .allMatch(each -> each.lastConnectFailure().isPresent()));

      ConnectionRefusedException failure =
          catchThrowableOfType(
              ConnectionRefusedException.class, () -> client.send(REQUEST, AT_ONCE));
      assertThat(failure.getSuppressed())
          .as("the other endpoint's failure")
          .hasAtLeastOneElementOfType(ConnectionRefusedException.class);
    }
  }
}
