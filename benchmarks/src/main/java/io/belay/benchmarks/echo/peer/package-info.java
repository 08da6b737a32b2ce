/**
 * The clients of others in the echo benchmark, each set up as its documentation advises, and their
 * servers where they speak a protocol of their own.
 */
@NullMarked
package io.belay.benchmarks.echo.peer;

import org.jspecify.annotations.NullMarked;
