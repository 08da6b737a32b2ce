package io.belay.client;

import static io.belay.client.peer.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.belay.client.error.BelayException;
import io.belay.client.error.ConnectionDetails;
import io.belay.client.peer.ScriptedPeer;
import io.belay.client.peer.ScriptedPeer.OnPing;
import io.belay.client.peer.ScriptedPeer.OnRequest;
import io.belay.heartbeat.CloseReason;
import io.belay.heartbeat.Heartbeat;
import io.belay.heartbeat.LivenessState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a {@link ClientListener} may rely on, whatever happens to connections. */
@Timeout(60)
class ListenerContractTest {
  private static final byte[] REQUEST = {1, 2, 3};
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Heartbeat FAST =
      new Heartbeat(Duration.ofMillis(100), Duration.ofMillis(50), 2);
  private static final ReconnectOptions AT_ONCE =
      new ReconnectOptions(Duration.ofMillis(1), Duration.ofMillis(20), Duration.ofSeconds(10));

  private final ScriptedPeer peer = new ScriptedPeer();

  @AfterEach
  void closePeer() {
    peer.close();
  }

  private BelayClientBuilder builder() {
    return BelayClient.builder()
        .endpoint("127.0.0.1", peer.port())
        .heartbeat(FAST)
        .reconnect(AT_ONCE)
        .pool(PoolOptions.DEFAULT.withMinConnections(3));
  }

  /** Writes down one letter an event, for each connection, and what breaks the contract. */
  private static final class Recorder implements ClientListener<byte[], byte[]> {
    private final Map<String, String> histories = new ConcurrentHashMap<>();
    private final Map<String, Thread> threads = new ConcurrentHashMap<>();
    private final List<String> broken = new CopyOnWriteArrayList<>();
    private volatile boolean over;

    private void note(String id, char event) {
      if (over) {
        broken.add(id + " " + event + " after the end");
      }
      histories.merge(id, String.valueOf(event), String::concat);
      // Its start is told elsewhere.
      Thread thread = event == 'S' ? null : threads.putIfAbsent(id, Thread.currentThread());
      if (thread != null && thread != Thread.currentThread()) {
        broken.add(id + " " + event + " on " + Thread.currentThread());
      }
    }

    List<String> histories() {
      return List.copyOf(histories.values());
    }

    @Override
    public void connectStarted(Endpoint endpoint, String connectionId) {
      note(connectionId, 'S');
    }

    @Override
    public void connectFailed(Endpoint endpoint, String connectionId, BelayException failure) {
      note(connectionId, 'F');
      if (!failure.connection().map(ConnectionDetails::id).equals(Optional.of(connectionId))) {
        broken.add(connectionId + " failed by " + failure);
      }
    }

    @Override
    public void connectionReady(BelayConnection<byte[], byte[]> connection) {
      note(connection.details().id(), 'R');
    }

    @Override
    public void livenessChanged(
        Endpoint endpoint, ConnectionDetails connection, LivenessState state) {
      note(connection.id(), 'l');
    }

    @Override
    public void heartbeat(Endpoint endpoint, ConnectionDetails connection, Duration roundTrip) {
      note(connection.id(), 'h');
    }

    @Override
    public void message(BelayConnection<byte[], byte[]> connection, int type, byte[] body) {
      note(connection.details().id(), 'm');
    }

    @Override
    public void connectionClosed(
        Endpoint endpoint,
        ConnectionDetails connection,
        CloseReason reason,
        Optional<BelayException> failure) {
      note(connection.id(), 'C');
    }

    @Override
    public void clientClosed() {
      if (over) {
        broken.add("closed twice");
      }
      over = true;
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void eachStartMustHaveOneEndAndAllElseBetweenThem(Transport transport) {
    Recorder recorder = new Recorder();
    BelayClient<byte[], byte[]> client =
        builder()
            .transport(transport)
            .connectTimeout(Duration.ofMillis(300))
            .listener(recorder)
            .build();
    eventually("three are ready", () -> client.snapshot().endpoints().get(0).ready() == 3);
    for (OnRequest each : List.of(OnRequest.RESET, OnRequest.CLOSE, OnRequest.FAIL)) {
      peer.onRequest = each;
      assertThat(client.sendAsync(REQUEST)).failsWithin(SOON);
    }
    peer.onRequest = OnRequest.ECHO;
    client.send(REQUEST);
    peer.goAway(Long.MAX_VALUE);
    peer.onPing = OnPing.IGNORE;
    long closedBefore = client.snapshot().endpoints().get(0).closed();
    eventually(
        "silent ones are closed, and new ones are not ready in time",
        () -> {
          EndpointSnapshot at = client.snapshot().endpoints().get(0);
          return at.closed() > closedBefore && at.failedConnects() > 1;
        });
    peer.onPing = OnPing.WRONG_PONG;
    peer.stopListening();
    peer.resetAll();
    long failedBefore = client.snapshot().endpoints().get(0).failedConnects();
    eventually(
        "connects are refused",
        () -> client.snapshot().endpoints().get(0).failedConnects() > failedBefore + 5);
    peer.onPing = OnPing.PONG;
    peer.listenAgain();
    eventually("three are ready", () -> client.snapshot().endpoints().get(0).ready() == 3);
    client.close();

    assertThat(recorder.over).isTrue();
    assertThat(recorder.broken).isEmpty();
    assertThat(recorder.histories()).hasSizeGreaterThan(10).allMatch(each -> isWhole(each));
    assertThat(recorder.histories()).anyMatch(each -> each.equals("SF"));
    // The PONG that made it ready.
    assertThat(recorder.histories()).anyMatch(each -> each.startsWith("SRh"));
  }

  private static boolean isWhole(String history) {
    return history.matches("SF|SR[lhm]*C");
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void aClientThatIsClosedAtOnceMustLeaveNoStartWithoutItsEnd(Transport transport) {
    for (int i = 0; i < 20; i++) {
      Recorder recorder = new Recorder();
      BelayClient<byte[], byte[]> client =
          builder().transport(transport).listener(recorder).build();
      if (i % 2 == 0) {
        client.closeNow();
      } else {
        client.close();
      }
      client.close();

      assertThat(recorder.over).isTrue();
      assertThat(recorder.broken).isEmpty();
      assertThat(recorder.histories()).allMatch(each -> isWhole(each));
    }
  }

  @Test
  void oneThatThrowsMustDisturbNoOther() {
    Recorder before = new Recorder();
    Recorder after = new Recorder();
    ClientListener<byte[], byte[]> broken =
        new ClientListener<>() {
          @Override
          public void connectionReady(BelayConnection<byte[], byte[]> connection) {
            throw new IllegalStateException("on purpose");
          }

          @Override
          public void connectionClosed(
              Endpoint endpoint,
              ConnectionDetails connection,
              CloseReason reason,
              Optional<BelayException> failure) {
            throw new AssertionError("on purpose");
          }

          @Override
          public void clientClosed() {
            throw new IllegalStateException("on purpose");
          }
        };
    BelayClient<byte[], byte[]> client = builder().listener(before).build();
    client.addListener(broken);
    client.addListener(after);
    client.warmUp().join();
    client.send(REQUEST);
    peer.resetAll();
    eventually("they are replaced", () -> client.snapshot().endpoints().get(0).opened() >= 6);
    client.close();

    assertThat(before.histories()).allMatch(each -> isWhole(each));
    assertThat(before.over).isTrue();
    assertThat(after.over).isTrue();
    assertThat(after.histories().stream().filter(each -> each.endsWith("C")).count())
        .isEqualTo(before.histories().stream().filter(each -> each.endsWith("C")).count());
  }

  @Test
  void oneThatWasTakenAwayMustBeToldNothingMore() {
    Recorder recorder = new Recorder();
    try (BelayClient<byte[], byte[]> client = builder().build()) {
      Registration registration = client.addListener(recorder);
      client.warmUp().join();
      eventually("it was told", () -> !recorder.histories.isEmpty());
      registration.close();
      registration.close();
      // What was being told at that moment.
      client.send(REQUEST);
      recorder.over = true;
      peer.resetAll();
      eventually("they are replaced", () -> client.snapshot().endpoints().get(0).opened() >= 6);
    }
    assertThat(recorder.broken).isEmpty();
  }

  @Test
  void oneThatComesAfterTheEndMustBeToldOfTheEnd() {
    BelayClient<byte[], byte[]> client = builder().build();
    client.close();
    Recorder recorder = new Recorder();
    Registration registration = client.addListener(recorder);

    assertThat(recorder.over).isTrue();
    registration.close();
    client.close();
    assertThat(recorder.broken).isEmpty();
  }

  @Test
  void whatItIsToldOfMustBeInTheSnapshotToo() {
    List<CloseReason> told = new CopyOnWriteArrayList<>();
    ClientListener<byte[], byte[]> listener =
        new ClientListener<>() {
          @Override
          public void connectionClosed(
              Endpoint endpoint,
              ConnectionDetails connection,
              CloseReason reason,
              Optional<BelayException> failure) {
            told.add(reason);
          }
        };
    BelayClient<byte[], byte[]> client = builder().listener(listener).build();
    client.warmUp().join();
    peer.resetAll();
    eventually("they are replaced", () -> client.snapshot().endpoints().get(0).opened() >= 6);
    client.close();
    Map<CloseReason, Long> counted = client.snapshot().endpoints().get(0).closedBy();
    List<CloseReason> all = new ArrayList<>();
    counted.forEach((reason, times) -> all.addAll(Collections.nCopies(times.intValue(), reason)));

    assertThat(all).containsExactlyInAnyOrderElementsOf(told);
  }
}
