/** The echo benchmark: requests of one client over one connection, Belay's beside others'. */
@NullMarked
package io.belay.benchmarks.echo;

import org.jspecify.annotations.NullMarked;
