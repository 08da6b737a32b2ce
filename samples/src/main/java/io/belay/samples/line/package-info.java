/** A text protocol, one line a request and one an answer, without a probe. */
@NullMarked
package io.belay.samples.line;

import org.jspecify.annotations.NullMarked;
