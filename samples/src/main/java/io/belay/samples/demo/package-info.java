/** The tour of faults. */
@NullMarked
package io.belay.samples.demo;

import org.jspecify.annotations.NullMarked;
