package io.belay.client.metrics;

import io.belay.client.ClientSnapshot;
import io.belay.client.ConnectionSnapshot;
import io.belay.client.Endpoint;
import io.belay.client.EndpointSnapshot;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One snapshot for all the meters that a scrape reads. A registry reads one after the other and
 * does not say where it begins: a snapshot serves until nobody has read from it for a moment, and
 * not for long in any case.
 *
 * <p>Any thread, and without a lock, since the pool's event loop may be who reads: two threads that
 * begin at once may take a snapshot each.
 */
final class Scrape {
  static final long MOMENT_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Supplier<ClientSnapshot> client;
  private final LongSupplier clock;
  private final Consumer<Picture> renewed;
  private volatile @Nullable Picture last;
  private volatile long readNanos;

  /** What a snapshot says, sorted by endpoint. */
  record Picture(ClientSnapshot client, Map<Endpoint, Figures> endpoints, long takenNanos) {
    /** What it says of an endpoint: nothing but zeros, if it knows none like it. */
    Figures at(Endpoint endpoint) {
      return endpoints.getOrDefault(endpoint, Figures.NONE);
    }
  }

  /** What a snapshot says of one endpoint. */
  static final class Figures {
    private static final Figures NONE = new Figures();

    private final Map<ConnectionSnapshot.State, Integer> connections =
        new EnumMap<>(ConnectionSnapshot.State.class);
    private int inFlight;
    private Optional<EndpointSnapshot> endpoint = Optional.empty();

    int connections(ConnectionSnapshot.State state) {
      return connections.getOrDefault(state, 0);
    }

    int inFlight() {
      return inFlight;
    }

    /** Nothing of an endpoint that is no more, and whose connections have yet to end. */
    Optional<EndpointSnapshot> endpoint() {
      return endpoint;
    }
  }

  /**
   * Reads from a client.
   *
   * @param client takes a snapshot
   * @param clock monotonic, in nanoseconds
   * @param renewed told of each snapshot that is taken
   */
  Scrape(Supplier<ClientSnapshot> client, LongSupplier clock, Consumer<Picture> renewed) {
    this.client = client;
    this.clock = clock;
    this.renewed = renewed;
  }

  Picture read() {
    long now = clock.getAsLong();
    Picture picture = last;
    if (picture == null
        || now - readNanos > MOMENT_NANOS
        || now - picture.takenNanos > LONGEST_NANOS) {
      picture = take();
      last = picture;
      readNanos = clock.getAsLong();
      renewed.accept(picture);
    } else {
      readNanos = now;
    }
    return picture;
  }

  /** A picture of this moment, of which no scrape knows. */
  Picture take() {
    return sort(client.get(), clock.getAsLong());
  }

  private static Picture sort(ClientSnapshot client, long now) {
    Map<Endpoint, Figures> figures = new LinkedHashMap<>();
    for (EndpointSnapshot each : client.endpoints()) {
      of(figures, each.endpoint()).endpoint = Optional.of(each);
    }
    for (ConnectionSnapshot each : client.connections()) {
      Figures at = of(figures, each.endpoint());
      at.connections.merge(each.state(), 1, Integer::sum);
      at.inFlight += each.inFlight();
    }
    return new Picture(client, figures, now);
  }

  private static Figures of(Map<Endpoint, Figures> figures, Endpoint endpoint) {
    return figures.computeIfAbsent(endpoint, each -> new Figures());
  }
}
