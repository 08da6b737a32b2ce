package io.belay.client.internal;

import io.belay.client.BelayClient;
import io.belay.client.Endpoint;
import io.belay.client.ResolvedAddresses;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The addresses behind the name of one endpoint, as far as they are known. The pool's home loop
 * only.
 *
 * <p>Who needs them gets those of the last lookup, while its records may be kept. After that a new
 * lookup is awaited, but not for long if there are old ones: a name server that is down must not
 * keep anybody from a service that is up. One lookup serves all who wait.
 */
final class AddressBook {
  private static final long MIN_TTL = TimeUnit.SECONDS.toNanos(1);
  private static final long MAX_TTL = TimeUnit.MINUTES.toNanos(5);
  // What glibc gives a name server, and what a lookup that found nothing may be kept for.
  private static final long AFTER_FAILURE = TimeUnit.SECONDS.toNanos(5);
  // How long the answer for one family is waited for once there is the other (RFC 8305, section 3).
  private static final long RESOLUTION_DELAY = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long MAX_PATIENCE = TimeUnit.SECONDS.toNanos(1);

  private static final Logger LOG = LoggerFactory.getLogger(BelayClient.class);

  private final Endpoint endpoint;
  private final boolean literal;
  private final Names names;
  private final EndpointPool.Parent<?, ?> parent;
  private final long patienceNanos;
  private final ToIntFunction<InetAddress> load;
  private final Runnable changed;

  private final AddressOrder order = new AddressOrder();
  private final Map<Family, List<InetAddress>> known = new EnumMap<>(Family.class);
  private final List<Runnable> waiting = new ArrayList<>();
  private @Nullable Lookup underWay;
  private @Nullable Throwable lastFailure;
  private long askedNanos;
  private long foundNanos;
  private long dueNanos;

  /**
   * Knows nothing yet, unless the endpoint's host is an address.
   *
   * @param load how many connections there are to an address
   * @param changed run when there are other addresses than before
   */
  AddressBook(
      Endpoint endpoint,
      Names names,
      EndpointPool.Parent<?, ?> parent,
      long connectTimeoutNanos,
      ToIntFunction<InetAddress> load,
      Runnable changed) {
    this.endpoint = endpoint;
    this.names = names;
    this.parent = parent;
    patienceNanos = Math.min(MAX_PATIENCE, connectTimeoutNanos / 2);
    this.load = load;
    this.changed = changed;
    InetAddress address = NetUtil.createInetAddressFromIpAddressString(endpoint.host());
    literal = address != null;
    if (address != null) {
      known.put(Family.of(address), List.of(address));
    }
  }

  List<InetAddress> all() {
    return known.values().stream().flatMap(List::stream).toList();
  }

  /** Whether connections may lead there: a lookup that failed says nothing against any. */
  boolean contains(InetAddress address) {
    return isEmpty() || all().contains(address);
  }

  /** Where to connect to, the best first: completed on the home loop, maybe at once. */
  void find(Identity who, CompletableFuture<List<InetSocketAddress>> route) {
    if (!isEmpty() && !isDue()) {
      reply(who, route);
      return;
    }
    waiting.add(() -> reply(who, route));
    if (!isEmpty()) {
      var unused = parent.schedule(() -> reply(who, route), patienceNanos);
    }
    lookUp();
  }

  private void reply(Identity who, CompletableFuture<List<InetSocketAddress>> route) {
    if (route.isDone()) {
      return;
    }
    if (isEmpty()) {
      route.completeExceptionally(
          lastFailure == null ? new UnknownHostException(endpoint.host()) : lastFailure);
      return;
    }
    List<InetSocketAddress> best =
        order.bestFirst(all(), load, parent.now()).stream()
            .map(each -> new InetSocketAddress(each, endpoint.port()))
            .toList();
    who.aimAt(best.get(0));
    route.complete(best);
  }

  /** It could not be connected to, or not as soon as another. */
  void troubled(InetAddress address) {
    order.troubled(address, parent.now());
  }

  void fine(InetAddress address) {
    order.fine(address);
  }

  /** Whether it has several connections, while a new address waits for its first. */
  boolean isCrowded(InetAddress address) {
    return order.hasUntried() && load.applyAsInt(address) > 1;
  }

  /** Something failed for which other addresses may be the cure: the next lookup comes early. */
  void doubt() {
    long soonest = later(parent.now(), askedNanos + MIN_TTL);
    if (dueNanos - soonest > 0) {
      dueNanos = soonest;
    }
  }

  /** Looks the name up again, if it ever was, and it is time. */
  void refresh() {
    if (!isEmpty() && isDue()) {
      lookUp();
    }
  }

  /** Nothing for a literal address. */
  Optional<ResolvedAddresses> picture() {
    long now = parent.now();
    return literal
        ? Optional.empty()
        : Optional.of(
            new ResolvedAddresses(
                all(),
                isEmpty() ? Duration.ZERO : Duration.ofNanos(now - foundNanos),
                isEmpty() ? Duration.ZERO : Duration.ofNanos(Math.max(0, dueNanos - now)),
                Optional.ofNullable(lastFailure)));
  }

  private boolean isEmpty() {
    return known.isEmpty();
  }

  private boolean isDue() {
    return !literal && parent.now() - dueNanos >= 0;
  }

  private void lookUp() {
    if (underWay == null) {
      Lookup lookup = new Lookup();
      underWay = lookup;
      askedNanos = parent.now();
      try {
        names.lookUp(endpoint.host(), lookup);
      } catch (Throwable thrown) {
        // Where descriptors have run out, classes may not load either. The next lookup may.
        lookup.failed(thrown);
      }
    }
  }

  private void settle() {
    List<Runnable> settled = List.copyOf(waiting);
    waiting.clear();
    settled.forEach(Runnable::run);
  }

  /**
   * What a lookup has found so far. A family of which nobody could say anything stays as it was.
   */
  private void take(Map<Family, Names.Answer> answers) {
    List<InetAddress> before = all();
    answers.forEach(
        (family, answer) -> {
          if (answer instanceof Names.Answer.Found found) {
            known.put(family, List.copyOf(found.addresses()));
          } else if (answer instanceof Names.Answer.None) {
            known.remove(family);
          }
        });
    foundNanos = parent.now();
    if (!new HashSet<>(before).equals(new HashSet<>(all()))) {
      order.changed(before, all());
      changed.run();
    }
  }

  private void foundUntil(long ttlNanos) {
    dueNanos = parent.now() + Math.max(MIN_TTL, Math.min(MAX_TTL, ttlNanos));
    if (lastFailure != null) {
      LOG.info("{}: its name is looked up again: {}", endpoint, all());
      lastFailure = null;
    }
  }

  private void foundNothing(Throwable why) {
    dueNanos = parent.now() + AFTER_FAILURE;
    if (lastFailure == null && !isEmpty()) {
      LOG.warn("{}: not found, keeps to the addresses {}: {}", endpoint, all(), why.toString());
    }
    lastFailure = why;
  }

  private static long later(long one, long other) {
    return one - other > 0 ? one : other;
  }

  /** One lookup, which gets an answer for each family. */
  private final class Lookup implements Names.Asker {
    private final Map<Family, Names.Answer> answers = new EnumMap<>(Family.class);
    private long ttlNanos = Long.MAX_VALUE;
    private boolean found;
    private @Nullable Throwable why;

    @Override
    public void answered(Family family, Names.Answer answer) {
      answers.put(family, answer);
      if (answer instanceof Names.Answer.Found some) {
        found = true;
        ttlNanos = Math.min(ttlNanos, some.ttlNanos());
      } else if (answer instanceof Names.Answer.Trouble trouble) {
        why = trouble.why();
      } else if (answer instanceof Names.Answer.None none && why == null) {
        why = none.why();
      }
      if (answers.size() == Family.values().length) {
        end();
      } else if (found) {
        var unused = parent.schedule(this::waitNoLonger, RESOLUTION_DELAY);
      }
    }

    private void failed(Throwable thrown) {
      if (underWay == this) {
        why = thrown;
        end();
      }
    }

    private void waitNoLonger() {
      if (underWay == this) {
        take(answers);
        settle();
      }
    }

    private void end() {
      underWay = null;
      if (found) {
        take(answers);
        foundUntil(ttlNanos);
      } else if (why != null) {
        foundNothing(why);
      }
      settle();
    }
  }
}
