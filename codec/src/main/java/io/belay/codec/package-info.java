/** The wire format: frames, encoder, decoder, limits, and errors as values. */
@NullMarked
package io.belay.codec;

import org.jspecify.annotations.NullMarked;
