"""What every case store must do: one suite, run on SQLite and on the fake."""
