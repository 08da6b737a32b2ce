package io.belay.client.error;

import java.util.Optional;

/**
 * What could be found out about the errno behind a failure.
 *
 * @param errno empty where no errno was involved, such as a timer of our own
 * @param inferred whether it was concluded from a text or a class and not read as a number
 */
record ErrnoReading(Optional<Errno> errno, boolean inferred) {

  /** No errno was involved. */
  static final ErrnoReading NONE = new ErrnoReading(Optional.empty(), false);

  /** There should be one, and nothing said which. */
  static final ErrnoReading UNKNOWN = new ErrnoReading(Optional.of(Errno.UNKNOWN), false);

  /** Read as a number. */
  static ErrnoReading certain(Errno errno) {
    return new ErrnoReading(Optional.of(errno), false);
  }

  /** Concluded from a text or a class. */
  static ErrnoReading inferred(Errno errno) {
    return new ErrnoReading(Optional.of(errno), true);
  }

  /** The errno, {@link Errno#UNKNOWN} where there is none: for a switch. */
  Errno orUnknown() {
    return errno.orElse(Errno.UNKNOWN);
  }
}
