/** What the commands share: values from the command line, the terminal, the end of a process. */
@NullMarked
package io.belay.samples.cli;

import org.jspecify.annotations.NullMarked;
