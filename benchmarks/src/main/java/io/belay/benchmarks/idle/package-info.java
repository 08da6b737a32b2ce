/** What connections cost that have nothing to do but to be pinged. */
@NullMarked
package io.belay.benchmarks.idle;

import org.jspecify.annotations.NullMarked;
