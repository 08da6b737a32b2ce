/** Programs that show Belay at work; {@link io.belay.samples.Samples} starts them. */
@NullMarked
package io.belay.samples;

import org.jspecify.annotations.NullMarked;
