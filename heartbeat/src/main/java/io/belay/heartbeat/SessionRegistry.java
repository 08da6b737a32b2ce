package io.belay.heartbeat;

import io.belay.codec.Hello;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Who is connected, so that a client that comes back replaces its own dead connections instead of
 * piling up beside them. A session is (client id, epoch, connection index): an equal one replaces
 * the connection before it, a higher epoch evicts everything of the lower ones, a lower epoch is
 * stale. Safe for use by several threads.
 *
 * <p>Two living clients that share an id and an epoch by mistake would replace each other for ever.
 * They give themselves away: what was replaced because it was dead is never heard of again. After
 * {@value #RIVALS_ENDURED} that were, the session stays with whom it is until that one is gone.
 */
public final class SessionRegistry {
  static final int RIVALS_ENDURED = 8;

  /**
   * What became of a claim.
   *
   * @param isGranted whether the claimant has the session now; if not, nothing was changed
   * @param epoch the latest epoch that is known now
   * @param evicted whose sessions these were
   */
  record Claim(boolean isGranted, long epoch, List<ServerConnection> evicted) {}

  /** Invariant: replaced as a whole inside {@code compute}, and never changed. */
  private record Client(long epoch, int rivals, Map<Long, ServerConnection> byIndex) {}

  private final ConcurrentMap<UUID, Client> clients = new ConcurrentHashMap<>();
  private final SessionAuthorizer authorizer;

  /**
   * An empty registry, for one server or for several.
   *
   * @param authorizer decides who may have a session
   */
  public SessionRegistry(SessionAuthorizer authorizer) {
    this.authorizer = Objects.requireNonNull(authorizer, "authorizer");
  }

  /**
   * How many clients are connected.
   *
   * @return the number of client ids with at least one connection
   */
  public int clients() {
    return clients.size();
  }

  SessionAuthorizer authorizer() {
    return authorizer;
  }

  Claim claim(Hello hello, ServerConnection claimant) {
    List<ServerConnection> evicted = new ArrayList<>();
    Client now =
        clients.compute(
            hello.clientId(),
            (id, before) -> {
              evicted.clear();
              return succeed(before, hello, claimant, evicted);
            });
    boolean granted =
        now.epoch() == hello.epoch() && now.byIndex().get(hello.connectionIndex()) == claimant;
    return new Claim(granted, now.epoch(), List.copyOf(evicted));
  }

  /** A connection that was replaced is heard of: somebody lives at its other end. */
  void rivalSeen(Hello hello) {
    clients.computeIfPresent(
        hello.clientId(),
        (id, client) ->
            client.epoch() == hello.epoch()
                ? new Client(client.epoch(), client.rivals() + 1, client.byIndex())
                : client);
  }

  /** A connection died. One that was replaced before leaves its successor alone. */
  void release(Hello hello, ServerConnection gone) {
    clients.computeIfPresent(
        hello.clientId(),
        (id, client) -> {
          if (client.byIndex().get(hello.connectionIndex()) != gone) {
            return client;
          }
          Map<Long, ServerConnection> rest = new HashMap<>(client.byIndex());
          rest.remove(hello.connectionIndex());
          return rest.isEmpty()
              ? null
              : new Client(client.epoch(), client.rivals(), Map.copyOf(rest));
        });
  }

  private static Client succeed(
      @Nullable Client before,
      Hello hello,
      ServerConnection claimant,
      List<ServerConnection> evicted) {
    Map<Long, ServerConnection> byIndex = new HashMap<>();
    int rivals = 0;
    if (before != null) {
      int order = Long.compareUnsigned(hello.epoch(), before.epoch());
      if (order < 0) {
        return before;
      }
      if (order == 0) {
        rivals = before.rivals();
        byIndex.putAll(before.byIndex());
        if (rivals >= RIVALS_ENDURED && byIndex.containsKey(hello.connectionIndex())) {
          return before;
        }
      } else {
        evicted.addAll(before.byIndex().values());
      }
    }
    ServerConnection replaced = byIndex.put(hello.connectionIndex(), claimant);
    if (replaced != null) {
      evicted.add(replaced);
    }
    return new Client(hello.epoch(), rivals, Map.copyOf(byIndex));
  }
}
