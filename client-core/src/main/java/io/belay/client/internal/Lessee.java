package io.belay.client.internal;

import java.lang.ref.WeakReference;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Which lease has a connection, if any has.
 *
 * <p>Invariant: it is set after the connection's {@link Load} was taken and cleared, by exactly one
 * who finds his lease here, before that is given back. So a lease that was released, however often
 * it is used, finds itself gone; and a lease that stands here and can be reached by nobody was
 * leaked.
 *
 * <p>To find leaks, the pool looks in now and then. What it finds it holds only weakly from then
 * on: a lease that is shorter than the time between two looks pays nothing for the watch.
 */
final class Lessee {

  /** A lease that nobody released. */
  record Leak(Optional<Throwable> place) {}

  /** A lease that lasts. */
  private static final class Watched extends WeakReference<HeldLease<?, ?>> {
    private final Optional<Throwable> place;

    Watched(HeldLease<?, ?> lease) {
      super(lease);
      place = lease.place();
    }
  }

  // The lease itself, or it as Watched.
  private final AtomicReference<@Nullable Object> holder = new AtomicReference<>();

  /** The connection is the lease's now. Whoever took the connection. */
  void begin(HeldLease<?, ?> lease) {
    holder.setRelease(lease);
  }

  /** Whether the connection is still this lease's. Any thread. */
  boolean is(HeldLease<?, ?> lease) {
    return is(lease, holder.get());
  }

  /** Ends the lease; false if it has ended already. Any thread. */
  boolean end(HeldLease<?, ?> lease) {
    while (true) {
      Object now = holder.get();
      if (!is(lease, now)) {
        return false;
      }
      // It may have come under watch meanwhile.
      if (holder.compareAndSet(now, null)) {
        return true;
      }
    }
  }

  /** Ends the lease if it leaked, or else watches it from now on. The pool's home loop only. */
  Optional<Leak> look() {
    Object now = holder.get();
    if (now instanceof HeldLease<?, ?> lease) {
      holder.compareAndSet(lease, new Watched(lease));
    } else if (now instanceof Watched watched
        && watched.refersTo(null)
        && holder.compareAndSet(watched, null)) {
      return Optional.of(new Leak(watched.place));
    }
    return Optional.empty();
  }

  private static boolean is(HeldLease<?, ?> lease, @Nullable Object holder) {
    return holder == lease || (holder instanceof Watched watched && watched.refersTo(lease));
  }
}
