/** Benchmarks of whole processes: JVMs of their own, pinned, and what the kernel says they used. */
@NullMarked
package io.belay.benchmarks.process;

import org.jspecify.annotations.NullMarked;
