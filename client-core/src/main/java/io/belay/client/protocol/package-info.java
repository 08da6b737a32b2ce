/**
 * The seam for other wires: what a client needs to know of a protocol that is not the framed one.
 * Begin with {@link io.belay.client.protocol.Protocol}; {@code docs/protocols.md} walks through
 * one.
 */
@NullMarked
package io.belay.client.protocol;

import org.jspecify.annotations.NullMarked;
