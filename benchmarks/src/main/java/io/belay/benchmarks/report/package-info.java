/** Figures as tables, charts and pages. */
@NullMarked
package io.belay.benchmarks.report;

import org.jspecify.annotations.NullMarked;
