/** Benchmarks of the wire format, each beside what one would write with Netty alone. */
@NullMarked
package io.belay.benchmarks;

import org.jspecify.annotations.NullMarked;
