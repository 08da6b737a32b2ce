package io.belay.heartbeat;

import java.util.Optional;

/**
 * A socket option as it was asked for, beside what the kernel says is in force.
 *
 * @param name the option's name in the kernel, such as {@code TCP_KEEPIDLE}
 * @param asked the value that was asked for, in the kernel's unit
 * @param inForce the value read back; empty where the transport has no such option or the kernel
 *     refused it
 */
public record OptionInForce(String name, String asked, Optional<String> inForce) {

  /**
   * Whether the kernel does something else than it was asked for.
   *
   * @return whether to report it, by name
   */
  public boolean differs() {
    return !inForce.equals(Optional.of(asked));
  }
}
