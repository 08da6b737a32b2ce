package io.belay.client.chaos;

import io.belay.client.BelayConnection;
import io.belay.client.ClientListener;
import io.belay.client.Endpoint;
import io.belay.client.error.BelayException;
import io.belay.client.error.ConnectionDetails;
import io.belay.heartbeat.CloseReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Holds the client to what {@link ClientListener} promises: each start has exactly one end. */
final class EventContract implements ClientListener<byte[], byte[]> {
  private enum Stage {
    CONNECTING,
    READY
  }

  private final Map<String, Stage> connections = new ConcurrentHashMap<>();
  private final Map<CloseReason, Integer> closed = new ConcurrentHashMap<>();
  private final Queue<String> violations = new ConcurrentLinkedQueue<>();
  private final Chronicle chronicle;
  private final Stalls stalls;

  EventContract(Chronicle chronicle, Stalls stalls) {
    this.chronicle = chronicle;
    this.stalls = stalls;
  }

  /** What was broken so far, and, as the client is closed, what never ended. */
  List<String> violations() {
    List<String> all = new ArrayList<>(violations);
    connections.forEach((id, stage) -> all.add("connection %s stays %s".formatted(id, stage)));
    return all;
  }

  /** Why connections that were ready ended, and how often. */
  Map<CloseReason, Integer> closed() {
    return closed;
  }

  @Override
  public void connectStarted(Endpoint endpoint, String connectionId) {
    if (connections.put(connectionId, Stage.CONNECTING) != null) {
      violations.add("two starts of " + connectionId);
    }
  }

  @Override
  public void connectFailed(Endpoint endpoint, String connectionId, BelayException failure) {
    leave(connectionId, Stage.CONNECTING, "failed");
    chronicle.note("connect failed: %s", failure.getMessage());
  }

  @Override
  public void connectionReady(BelayConnection<byte[], byte[]> connection) {
    String id = connection.details().id();
    leave(id, Stage.CONNECTING, "is ready");
    connections.put(id, Stage.READY);
  }

  @Override
  public void connectionClosed(
      Endpoint endpoint,
      ConnectionDetails connection,
      CloseReason reason,
      Optional<BelayException> failure) {
    leave(connection.id(), Stage.READY, "closed");
    closed.merge(reason, 1, Integer::sum);
    chronicle.note(
        "%s to %s closed: %s %s",
        connection.id(), endpoint, reason, failure.map(Throwable::getMessage).orElse(""));
  }

  @Override
  public void stalled(Duration lateness) {
    stalls.add(lateness);
    chronicle.note("an event loop stood still for %s", lateness);
  }

  @Override
  public void leaseLeaked(
      Endpoint endpoint, ConnectionDetails connection, Optional<Throwable> acquired) {
    violations.add("a lease of %s leaked".formatted(connection.id()));
  }

  private void leave(String id, Stage expected, String what) {
    Stage stage = connections.remove(id);
    if (stage != expected) {
      violations.add("%s %s, and was %s".formatted(id, what, stage));
    }
  }
}
