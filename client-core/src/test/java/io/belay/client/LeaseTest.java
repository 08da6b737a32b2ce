package io.belay.client;

import static io.belay.client.peer.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.belay.client.error.BelayException;
import io.belay.client.error.ClientClosedException;
import io.belay.client.error.ConnectionDetails;
import io.belay.client.error.ConnectionRefusedException;
import io.belay.client.error.ConnectionResetException;
import io.belay.client.error.Delivery;
import io.belay.client.error.PeerClosedException;
import io.belay.client.error.PoolExhaustedException;
import io.belay.client.error.RequestInterruptedException;
import io.belay.client.error.RequestRejectedException;
import io.belay.client.error.RequestTimeoutException;
import io.belay.client.peer.ScriptedPeer;
import io.belay.client.peer.ScriptedPeer.OnRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A connection for one caller alone, over real sockets. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LeaseTest {
  private static final byte[] REQUEST = {1, 2, 3};
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final RequestOptions IMPATIENT =
      RequestOptions.DEFAULT.withTimeout(Duration.ofMillis(200));
  private static final PoolOptions ONE = PoolOptions.DEFAULT.withMaxConnections(1);

  private final ScriptedPeer peer = new ScriptedPeer();

  @AfterEach
  void closePeer() {
    peer.close();
  }

  private BelayClient<byte[], byte[]> client(PoolOptions pool) {
    BelayClient<byte[], byte[]> client =
        BelayClient.builder().endpoint("127.0.0.1", peer.port()).pool(pool).build();
    client.warmUp().join();
    return client;
  }

  private static BelayException failureOf(CompletableFuture<?> future) {
    Throwable thrown = catchThrowable(() -> future.get(SOON.toMillis(), TimeUnit.MILLISECONDS));
    assertThat(thrown).isInstanceOf(ExecutionException.class);
    return (BelayException) thrown.getCause();
  }

  private static String idOf(Lease<?, ?> lease) {
    return lease.details().id();
  }

  @Test
  void everythingOnALeaseMustGoOverItsConnectionAndNothingElse() {
    try (BelayClient<byte[], byte[]> client = client(PoolOptions.DEFAULT)) {
      try (Lease<byte[], byte[]> lease = client.lease()) {
        int opened = peer.accepted.get();
        assertThat(lease.send(REQUEST)).isEqualTo(REQUEST);
        assertThat(lease.sendAsync(REQUEST).join()).isEqualTo(REQUEST);
        lease.sendOneWay(new byte[] {5}).join();
        eventually("it is at the peer", () -> !peer.oneWays.isEmpty());
        assertThat(peer.accepted.get()).isEqualTo(opened);

        peer.onRequest = OnRequest.HOLD;
        CompletableFuture<byte[]> others = client.sendAsync(REQUEST);
        eventually("another connection has it", () -> peer.heldCount() == 1);
        assertThat(peer.accepted.get()).as("connections").isEqualTo(opened + 1);
        assertThat(client.snapshot().connections())
            .filteredOn(each -> each.details().id().equals(idOf(lease)))
            .singleElement()
            .satisfies(
                each -> {
                  assertThat(each.state()).isEqualTo(ConnectionSnapshot.State.LEASED);
                  assertThat(each.inFlight()).isZero();
                });
        peer.answerHeld();
        others.join();
      }
      assertThat(client.snapshot().leased()).isZero();
    }
  }

  @Test
  void aReleasedConnectionMustBeTheNextLeasesAndTheOldLeaseMustBeOfNoMoreUse() {
    try (BelayClient<byte[], byte[]> client = client(ONE)) {
      Lease<byte[], byte[]> first = client.lease();
      first.close();
      Lease<byte[], byte[]> second = client.lease();
      assertThat(idOf(second)).isEqualTo(idOf(first));

      first.close();
      first.release(false);
      assertThat(failureOf(first.sendAsync(REQUEST)))
          .isInstanceOfSatisfying(
              RequestRejectedException.class,
              rejected ->
                  assertThat(rejected.reason())
                      .isEqualTo(RequestRejectedException.Reason.LEASE_ENDED));
      assertThat(second.send(REQUEST)).isEqualTo(REQUEST);
      assertThat(client.snapshot().leased()).isEqualTo(1);
      second.close();
    }
  }

  @Test
  void leasesMustCountAgainstTheMaximumAndWaitWithinTheirTimeout() {
    try (BelayClient<byte[], byte[]> client = client(PoolOptions.DEFAULT.withMaxConnections(2))) {
      List<Lease<byte[], byte[]>> held = List.of(client.lease(), client.lease());
      assertThat(peer.accepted.get()).isEqualTo(2);

      assertThat(catchThrowable(() -> client.lease(IMPATIENT)))
          .isInstanceOfSatisfying(
              PoolExhaustedException.class,
              exhausted -> {
                assertThat(exhausted.delivery()).isEqualTo(Delivery.NOT_SENT);
                assertThat(exhausted.state().total()).isEqualTo(2);
                assertThat(exhausted.state().leased()).isEqualTo(2);
                assertThat(exhausted.state().ready()).isZero();
                assertThat(exhausted.remedy()).contains("lease");
              });
      assertThat(peer.accepted.get()).isEqualTo(2);
      assertThat(client.snapshot().waiting()).isZero();
      held.forEach(Lease::close);
      assertThat(client.send(REQUEST)).isEqualTo(REQUEST);
    }
  }

  @Test
  void theWaitForALeaseMustIncludeTheConnect() {
    peer.onPing = ScriptedPeer.OnPing.IGNORE;
    try (BelayClient<byte[], byte[]> client =
        BelayClient.builder()
            .endpoint("127.0.0.1", peer.port())
            .connectTimeout(Duration.ofSeconds(30))
            .build()) {
      assertThat(catchThrowable(() -> client.lease(IMPATIENT)))
          .isInstanceOf(RequestTimeoutException.class);
      client.closeNow();
    }
  }

  @Test
  void aLeaseThatWillNotWaitMustHearWhyNothingConnects() {
    peer.stopListening();
    try (BelayClient<byte[], byte[]> client =
        BelayClient.builder().endpoint("127.0.0.1", peer.port()).build()) {
      assertThat(failureOf(client.leaseAsync(RequestOptions.DEFAULT.withFailFast(true))))
          .isInstanceOf(ConnectionRefusedException.class);
    }
  }

  @Test
  void leasesAndRequestsMustBeServedInTheOrderInWhichTheyCame() {
    try (BelayClient<byte[], byte[]> client = client(ONE)) {
      Lease<byte[], byte[]> held = client.lease();
      List<String> order = new ArrayList<>();
      CompletableFuture<Lease<byte[], byte[]>> first = client.leaseAsync();
      eventually("it waits", () -> client.snapshot().waiting() == 1);
      CompletableFuture<byte[]> second = client.sendAsync(REQUEST);
      eventually("both wait", () -> client.snapshot().waiting() == 2);
      CompletableFuture<Lease<byte[], byte[]>> third = client.leaseAsync();
      eventually("all wait", () -> client.snapshot().waiting() == 3);
      CompletableFuture<Void> all =
          CompletableFuture.allOf(
              first.thenAccept(
                  lease -> {
                    order.add("first");
                    lease.close();
                  }),
              second.thenAccept(answer -> order.add("second")),
              third.thenAccept(
                  lease -> {
                    order.add("third");
                    lease.close();
                  }));
      held.close();

      assertThat(all).succeedsWithin(SOON);
      assertThat(order).first().isEqualTo("first");
      assertThat(order).containsExactlyInAnyOrder("first", "second", "third");
    }
  }

  @Test
  void aLeaseMustComeEvenIfRequestsNeverCease() {
    try (BelayClient<byte[], byte[]> client = client(ONE)) {
      Requester requests = new Requester(client, 8);
      requests.start();
      List<Lease<byte[], byte[]>> leases = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        try (Lease<byte[], byte[]> lease = client.lease()) {
          leases.add(lease);
          assertThat(lease.send(REQUEST)).isEqualTo(REQUEST);
        }
      }
      requests.stop();

      assertThat(leases).hasSize(20);
      assertThat(peer.accepted.get()).isEqualTo(1);
    }
  }

  /** Has so many requests under way all the time. */
  private static final class Requester {
    private final BelayClient<byte[], byte[]> client;
    private final int atOnce;
    private final List<CompletableFuture<Void>> lines = new ArrayList<>();
    private volatile boolean stopped;

    Requester(BelayClient<byte[], byte[]> client, int atOnce) {
      this.client = client;
      this.atOnce = atOnce;
    }

    void start() {
      for (int i = 0; i < atOnce; i++) {
        CompletableFuture<Void> line = new CompletableFuture<>();
        lines.add(line);
        next(line);
      }
    }

    private void next(CompletableFuture<Void> line) {
      client
          .sendAsync(REQUEST)
          .whenComplete(
              (answer, failure) -> {
                if (failure != null) {
                  line.completeExceptionally(failure);
                } else if (stopped) {
                  line.complete(null);
                } else {
                  next(line);
                }
              });
    }

    void stop() {
      stopped = true;
      lines.forEach(line -> assertThat(line).succeedsWithin(SOON));
    }
  }

  @Test
  void aLeaseThatWaitsMustNotHoldUpRequestsForWhichThereIsRoom() {
    peer.onRequest = OnRequest.HOLD;
    try (BelayClient<byte[], byte[]> client =
        client(PoolOptions.DEFAULT.withMinConnections(2).withMaxConnections(2))) {
      CompletableFuture<byte[]> one = client.sendAsync(REQUEST);
      CompletableFuture<byte[]> other = client.sendAsync(REQUEST);
      eventually("both connections are busy", () -> peer.heldCount() == 2);
      CompletableFuture<Lease<byte[], byte[]>> lease = client.leaseAsync();
      eventually("one is set aside", () -> client.snapshot().leased() == 1);
      CompletableFuture<byte[]> third = client.sendAsync(REQUEST);
      eventually("a third request is at the peer", () -> peer.heldCount() == 3);
      assertThat(lease).isNotDone();
      peer.answerHeld();

      assertThat(lease).succeedsWithin(SOON).satisfies(Lease::close);
      CompletableFuture.allOf(one, other, third).join();
    }
  }

  @Test
  void aCancelledWaitMustLeaveNothing() {
    peer.onRequest = OnRequest.HOLD;
    try (BelayClient<byte[], byte[]> client = client(ONE)) {
      CompletableFuture<byte[]> request = client.sendAsync(REQUEST);
      eventually("it is at the peer", () -> peer.heldCount() == 1);
      CompletableFuture<Lease<byte[], byte[]>> wait = client.leaseAsync();
      eventually("the connection is set aside", () -> client.snapshot().leased() == 1);
      wait.cancel(true);

      eventually("it waits no more", () -> client.snapshot().waiting() == 0);
      eventually("nothing is set aside", () -> client.snapshot().leased() == 0);
      CompletableFuture<byte[]> another = client.sendAsync(REQUEST);
      eventually("it has room again", () -> peer.heldCount() == 2);
      peer.answerHeld();
      CompletableFuture.allOf(request, another).join();
    }
  }

  @Test
  void aLeaseThatComesTooLateForItsCallerMustGoBack() {
    try (BelayClient<byte[], byte[]> client = client(ONE)) {
      for (int i = 0; i < 200; i++) {
        Lease<byte[], byte[]> held = client.lease();
        CompletableFuture<Lease<byte[], byte[]>> wait = client.leaseAsync();
        held.close();
        if (!wait.cancel(true)) {
          wait.join().close();
        }
      }
      eventually("nothing is leased", () -> client.snapshot().leased() == 0);
      assertThat(client.send(REQUEST)).isEqualTo(REQUEST);
    }
  }

  @Test
  void anInterruptedWaitMustLeaveNothing() throws InterruptedException {
    try (BelayClient<byte[], byte[]> client = client(ONE)) {
      Lease<byte[], byte[]> held = client.lease();
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      Thread waiter = new Thread(() -> thrown.set(catchThrowable(client::lease)));
      waiter.start();
      eventually("it waits", () -> client.snapshot().waiting() == 1);
      waiter.interrupt();
      waiter.join();

      assertThat(thrown.get()).isInstanceOf(RequestInterruptedException.class);
      eventually("it waits no more", () -> client.snapshot().waiting() == 0);
      held.close();
      assertThat(client.send(REQUEST)).isEqualTo(REQUEST);
    }
  }

  @Test
  void aLeaseWhoseConnectionDiesMustFailWithWhyItDied() {
    peer.onRequest = OnRequest.RESET;
    try (BelayClient<byte[], byte[]> client = client(PoolOptions.DEFAULT)) {
      Lease<byte[], byte[]> lease = client.lease();
      BelayException inFlight = failureOf(lease.sendAsync(REQUEST));
      assertThat(inFlight).isInstanceOf(ConnectionResetException.class);
      assertThat(inFlight.delivery()).isEqualTo(Delivery.UNKNOWN);

      BelayException after = failureOf(lease.sendAsync(REQUEST));
      assertThat(after).isInstanceOf(ConnectionResetException.class);
      assertThat(after.delivery()).isEqualTo(Delivery.NOT_SENT);
      assertThat(after.attempts()).isEqualTo(1);
      lease.close();
      eventually(
          "another one is ready, and nobody has it",
          () ->
              client.snapshot().endpoints().get(0).opened() == 2
                  && client.snapshot().endpoints().get(0).ready() == 1
                  && client.snapshot().leased() == 0);
    }
  }

  @Test
  void aGoAwayMustEndALeaseWithATypedFailure() {
    try (BelayClient<byte[], byte[]> client = client(PoolOptions.DEFAULT)) {
      Lease<byte[], byte[]> lease = client.lease();
      peer.goAway(0);
      eventually("it is heard", () -> client.snapshot().endpoints().get(0).leased() == 0);

      assertThat(failureOf(lease.sendAsync(REQUEST))).isInstanceOf(PeerClosedException.class);
      lease.close();
      assertThat(client.send(REQUEST)).isEqualTo(REQUEST);
    }
  }

  @Test
  void aConnectionThatIsNotReusableMustBeClosedAndReplaced() {
    try (BelayClient<byte[], byte[]> client = client(ONE)) {
      Lease<byte[], byte[]> lease = client.lease();
      lease.send(REQUEST);
      lease.release(false);
      eventually("it said goodbye", () -> !peer.goAways.isEmpty());
      try (Lease<byte[], byte[]> next = client.lease()) {
        assertThat(idOf(next)).isNotEqualTo(idOf(lease));
      }
    }
  }

  @Test
  void aLeaseClosedWithARequestInFlightMustNotGiveItsConnectionToOthers() {
    peer.onRequest = OnRequest.HOLD;
    try (BelayClient<byte[], byte[]> client = client(ONE)) {
      Lease<byte[], byte[]> lease = client.lease();
      CompletableFuture<byte[]> request = lease.sendAsync(REQUEST);
      eventually("it is at the peer", () -> peer.heldCount() == 1);
      lease.close();
      try (Lease<byte[], byte[]> next = client.lease()) {
        assertThat(idOf(next)).isNotEqualTo(idOf(lease));
      }
      peer.answerHeld();
      assertThat(request).succeedsWithin(SOON);
    }
  }

  @Test
  void aLeaseOnWhichARequestTimedOutMustNotGiveItsConnectionToOthers() {
    peer.onRequest = OnRequest.HOLD;
    try (BelayClient<byte[], byte[]> client = client(ONE)) {
      Lease<byte[], byte[]> lease = client.lease();
      assertThat(catchThrowable(() -> lease.send(REQUEST, IMPATIENT)))
          .isInstanceOf(RequestTimeoutException.class);
      lease.close();
      try (Lease<byte[], byte[]> next = client.lease()) {
        assertThat(idOf(next)).isNotEqualTo(idOf(lease));
      }
    }
  }

  @Test
  void anAnswerOfTheServersThatSaysNoMustNotCostTheConnection() {
    peer.onRequest = OnRequest.FAIL;
    try (BelayClient<byte[], byte[]> client = client(ONE)) {
      Lease<byte[], byte[]> lease = client.lease();
      assertThat(failureOf(lease.sendAsync(REQUEST)).delivery()).isEqualTo(Delivery.ANSWERED);
      lease.close();
      try (Lease<byte[], byte[]> next = client.lease()) {
        assertThat(idOf(next)).isEqualTo(idOf(lease));
      }
    }
  }

  @Test
  void aLeaseMustCarryNoMoreAtOnceThanAnyConnection() {
    peer.onRequest = OnRequest.HOLD;
    try (BelayClient<byte[], byte[]> client = client(ONE.withMaxInFlight(2));
        Lease<byte[], byte[]> lease = client.lease()) {
      List<CompletableFuture<byte[]>> held =
          List.of(lease.sendAsync(REQUEST), lease.sendAsync(REQUEST));
      assertThat(failureOf(lease.sendAsync(REQUEST)))
          .isInstanceOfSatisfying(
              RequestRejectedException.class,
              rejected ->
                  assertThat(rejected.reason())
                      .isEqualTo(RequestRejectedException.Reason.TOO_MANY_IN_FLIGHT));
      eventually("two are at the peer", () -> peer.heldCount() == 2);
      peer.answerHeld();
      held.forEach(CompletableFuture::join);
    }
  }

  @Test
  void aLeasedConnectionMustNotBeRetiredForItsAge() {
    PoolOptions old = ONE.withLifetime(Duration.ofSeconds(1)).withJitter(0);
    try (BelayClient<byte[], byte[]> client = client(old)) {
      Lease<byte[], byte[]> lease = client.lease();
      eventually(
          "it is twice as old as it should become",
          () -> lease.details().age().compareTo(Duration.ofSeconds(2)) > 0);
      assertThat(peer.accepted.get()).isEqualTo(1);
      assertThat(lease.send(REQUEST)).isEqualTo(REQUEST);
      lease.close();
      eventually("it is retired once it is back", () -> !peer.goAways.isEmpty());
    }
  }

  @Test
  void aLeaseMustNotHoldUpTheCloseOfItsClient() {
    peer.onRequest = OnRequest.HOLD;
    BelayClient<byte[], byte[]> client = client(PoolOptions.DEFAULT);
    Lease<byte[], byte[]> lease = client.lease();
    CompletableFuture<byte[]> inFlight = lease.sendAsync(REQUEST);
    eventually("it is at the peer", () -> peer.heldCount() == 1);
    CompletableFuture<Void> closed = CompletableFuture.runAsync(client::close);
    eventually(
        "nothing more is taken",
        () -> {
          CompletableFuture<byte[]> more = lease.sendAsync(REQUEST);
          more.cancel(true);
          return failed(more);
        });
    peer.answerHeld();

    assertThat(inFlight).succeedsWithin(SOON);
    assertThat(closed).succeedsWithin(SOON);
    assertThat(failureOf(lease.sendAsync(REQUEST))).isInstanceOf(ClientClosedException.class);
    assertThat(failureOf(client.leaseAsync())).isInstanceOf(ClientClosedException.class);
    lease.close();
  }

  private static boolean failed(CompletableFuture<?> future) {
    return future.isCompletedExceptionally() && !future.isCancelled();
  }

  @Test
  void aGoAwayMustGiveEachRequestAFailureOfItsOwn() {
    peer.onRequest = OnRequest.HOLD;
    try (BelayClient<byte[], byte[]> client = client(ONE);
        Lease<byte[], byte[]> lease = client.lease()) {
      CompletableFuture<byte[]> one = lease.sendAsync(REQUEST);
      CompletableFuture<byte[]> other = lease.sendAsync(REQUEST);
      eventually("both are at the peer", () -> peer.heldCount() == 2);
      peer.goAway(0);

      assertThat(failureOf(other)).isNotSameAs(failureOf(one));
    }
  }

  @Test
  void aLeakedLeaseMustBeReportedAndItsConnectionReplaced() {
    Queue<Optional<Throwable>> leaks = new ConcurrentLinkedQueue<>();
    Queue<String> leaked = new ConcurrentLinkedQueue<>();
    ClientListener<byte[], byte[]> listener =
        new ClientListener<>() {
          @Override
          public void leaseLeaked(
              Endpoint endpoint, ConnectionDetails connection, Optional<Throwable> acquired) {
            leaked.add(connection.id());
            leaks.add(acquired);
          }
        };
    try (BelayClient<byte[], byte[]> client =
        BelayClient.builder()
            .endpoint("127.0.0.1", peer.port())
            .pool(ONE)
            .listener(listener)
            .build()) {
      String id = leak(client);
      eventually(
          "the leak is found",
          () -> {
            System.gc();
            return !leaks.isEmpty();
          });

      assertThat(leaked).containsExactly(id);
      // Tests run under paranoid leak detection.
      assertThat(leaks.peek().orElseThrow().getStackTrace())
          .anyMatch(frame -> frame.getMethodName().equals("leak"));
      try (Lease<byte[], byte[]> next = client.lease()) {
        assertThat(idOf(next)).isNotEqualTo(id);
      }
    }
  }

  private static String leak(BelayClient<byte[], byte[]> client) {
    return idOf(client.lease());
  }
}
